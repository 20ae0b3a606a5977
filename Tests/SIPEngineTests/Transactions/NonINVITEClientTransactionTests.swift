import SIPEngine
import SIPSyntax
import Testing
import Timekeeping

@Suite("non-INVITE client transaction (RFC 3261 §17.1.2)")
struct NonINVITEClientTransactionTests {
  private let bye = Fixture.request(.bye)

  private func started() -> NonINVITEClientTransaction {
    var machine = NonINVITEClientTransaction(octets: [1], timers: .standard, isReliable: false)
    _ = machine.handle(.started, at: ms(0))
    return machine
  }

  @Test("trying: repeats at intervals that double up to T2, and Timer F gives up after 64*T1")
  func trying() {
    var machine = NonINVITEClientTransaction(octets: [1], timers: .standard, isReliable: false)
    #expect(machine.handle(.started, at: ms(0)) == [.transmit([1])])
    for due in [500, 1500, 3500, 7500, 11500, 15500, 19500, 23500, 27500, 31500] {
      #expect(machine.nextDeadline == ms(due))
      #expect(machine.handle(.deadlineReached, at: ms(due)) == [.retransmit([1])])
    }
    #expect(machine.nextDeadline == ms(32000))
    #expect(machine.handle(.deadlineReached, at: ms(32000)) == [.timedOut, .terminated])
    #expect(machine.nextDeadline == nil)
  }

  @Test("proceeding: a provisional response slows the retransmissions to T2 and does not stop Timer F")
  func proceeding() {
    var machine = started()
    let trying = Fixture.response(.trying, to: bye)
    #expect(machine.handle(.response(trying), at: ms(100)) == [.deliver(trying)])
    for due in [500, 4500, 8500, 12500, 16500, 20500, 24500, 28500] {
      #expect(machine.nextDeadline == ms(due))
      #expect(machine.handle(.deadlineReached, at: ms(due)) == [.retransmit([1])])
    }
    #expect(machine.nextDeadline == ms(32000))
    #expect(machine.handle(.deadlineReached, at: ms(32000)) == [.timedOut, .terminated])
  }

  @Test("completed: absorbs repeated responses until Timer K", arguments: [200, 404, 481, 603])
  func completed(code: Int) {
    var machine = started()
    let final = Fixture.response(StatusCode(rawValue: code), to: bye)
    #expect(machine.handle(.response(final), at: ms(100)) == [.deliver(final)])
    #expect(machine.handle(.response(final), at: ms(200)) == [])
    #expect(machine.nextDeadline == ms(5100))
    #expect(machine.handle(.deadlineReached, at: ms(5099)) == [])
    #expect(machine.handle(.deadlineReached, at: ms(5100)) == [.terminated])
    #expect(machine.handle(.response(final), at: ms(5200)) == [])
  }

  @Test("a request that cannot be sent ends the transaction")
  func transportFailure() {
    var machine = started()
    #expect(machine.handle(.transportFailed, at: ms(1)) == [.transportFailed, .terminated])
  }

  @Test("over a reliable transport nothing is repeated and a final response ends the transaction at once")
  func reliable() {
    var machine = NonINVITEClientTransaction(octets: [1], timers: .standard, isReliable: true)
    _ = machine.handle(.started, at: ms(0))
    #expect(machine.nextDeadline == ms(32000))
    let ok = Fixture.response(.ok, to: bye)
    #expect(machine.handle(.response(ok), at: ms(1)) == [.deliver(ok), .terminated])
  }
}
