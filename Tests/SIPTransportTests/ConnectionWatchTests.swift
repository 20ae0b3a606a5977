import SIPTransport
import Testing
import Timekeeping

@Suite("What a connection is waiting for, and until when")
struct ConnectionWatchTests {
  private static func at(_ seconds: Int) -> Moment { Moment(sinceZero: .seconds(seconds)) }

  private func accepted() -> ConnectionWatch {
    var watch = ConnectionWatch(.accepted, limits: ConnectionLimits(), at: .zero)
    watch.noteReady(at: .zero)
    return watch
  }

  @Test("ten seconds for the handshake, thirty for the first message, ten minutes of rest")
  func accepting() {
    var watch = ConnectionWatch(.accepted, limits: ConnectionLimits(), at: .zero)
    #expect(watch.deadline == Self.at(10))
    watch.noteReady(at: Self.at(3))
    #expect(watch.deadline == Self.at(33))
    watch.noteReceived(messages: 1, pings: 0, isWithinMessage: false, at: Self.at(20))
    #expect(watch.deadline == Self.at(620))
  }

  @Test("five seconds for our own connection, then the handshake, and no message is waited for")
  func opening() {
    var watch = ConnectionWatch(.opened, limits: ConnectionLimits(), at: .zero)
    #expect(watch.deadline == Self.at(5))
    watch.noteConnected(at: Self.at(1))
    #expect(watch.deadline == Self.at(11))
    watch.noteReady(at: Self.at(2))
    #expect(watch.deadline == Self.at(602))
  }

  @Test("a message has its time from its first octet, however it drips")
  func dripping() {
    var watch = accepted()
    watch.noteReceived(messages: 1, pings: 0, isWithinMessage: true, at: Self.at(5))
    #expect(watch.deadline == Self.at(35))
    for second in 6..<35 { watch.noteReceived(messages: 0, pings: 0, isWithinMessage: true, at: Self.at(second)) }
    #expect(watch.deadline == Self.at(35))
    #expect(watch.expire(isInUse: true, at: Self.at(34)) == nil)
    #expect(watch.expire(isInUse: true, at: Self.at(35)) == .slow)
  }

  @Test("a stream of whole messages that always ends within one goes on")
  func busy() {
    var watch = accepted()
    for second in 1..<100 { watch.noteReceived(messages: 3, pings: 0, isWithinMessage: true, at: Self.at(second)) }
    #expect(watch.deadline == Self.at(129))
  }

  @Test("pings end the wait for the first message and prolong nothing")
  func pings() {
    var watch = accepted()
    watch.noteReceived(messages: 0, pings: 1, isWithinMessage: false, at: Self.at(10))
    #expect(watch.deadline == Self.at(610))
    watch.noteReceived(messages: 0, pings: 1, isWithinMessage: false, at: Self.at(500))
    #expect(watch.deadline == Self.at(610))
    #expect(watch.expire(isInUse: false, at: Self.at(610)) == .idle)
  }

  @Test("a connection in use lives on for another while, one that was silent does not")
  func use() {
    var watch = accepted()
    watch.noteReceived(messages: 1, pings: 0, isWithinMessage: false, at: .zero)
    #expect(watch.expire(isInUse: true, at: Self.at(600)) == nil)
    #expect(watch.deadline == Self.at(1200))
    var silent = accepted()
    #expect(silent.expire(isInUse: true, at: Self.at(30)) == .slow)
  }

  @Test("what comes while we leave prolongs nothing")
  func leaving() {
    var watch = accepted()
    watch.noteLeaving(at: Self.at(1))
    watch.noteReceived(messages: 5, pings: 0, isWithinMessage: false, at: Self.at(2))
    #expect(watch.deadline == Self.at(3))
    #expect("\(watch)".hasPrefix("leaving"))
  }
}
