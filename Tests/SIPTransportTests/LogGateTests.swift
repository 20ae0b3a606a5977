import SIPTransport
import Testing
import Timekeeping

@Suite struct LogGateTests {
  private static func at(_ seconds: Int) -> Moment { Moment(sinceZero: .seconds(seconds)) }

  @Test func `A flood writes a few lines, then one that says how many were left out`() {
    var gate = LogGate(interval: .seconds(10), lines: 2)
    let flood = (0..<100).map { _ in gate.pass(.malformed, at: Self.at(1)) }
    #expect(flood.prefix(3) == [0, 0, nil])
    #expect(flood.compactMap { $0 }.count == 2)
    let before = gate.pass(.malformed, at: Moment(sinceZero: .milliseconds(10_999)))
    let after = gate.pass(.malformed, at: Self.at(11))
    let next = gate.pass(.malformed, at: Self.at(11))
    #expect([before, after, next] == [nil, 99, 0])
  }

  @Test func `One subject's flood does not silence another`() {
    var gate = LogGate(interval: .seconds(10), lines: 1)
    let lines = [LogGate.Subject.malformed, .malformed, .refused].map { gate.pass($0, at: .zero) }
    #expect(lines == [0, nil, 0])
  }
}
