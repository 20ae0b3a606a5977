import SIPEngine
import SIPSyntax
import Testing
import Timekeeping

@Suite("non-INVITE server transaction (RFC 3261 §17.2.2)")
struct NonINVITEServerTransactionTests {
  @Test("trying: a repeated request is absorbed while there is no response")
  func trying() {
    var machine = NonINVITEServerTransaction(timers: .standard, isReliable: false)
    #expect(machine.handle(.retransmission, at: ms(0)) == [])
    #expect(machine.handle(.ack, at: ms(0)) == [])
    #expect(machine.nextDeadline == nil)
  }

  @Test("proceeding: a repeated request gets the last provisional response")
  func proceeding() {
    var machine = NonINVITEServerTransaction(timers: .standard, isReliable: false)
    #expect(machine.handle(.respond(.trying, [1]), at: ms(0)) == [.transmit([1])])
    #expect(machine.handle(.retransmission, at: ms(500)) == [.retransmit([1])])
    #expect(machine.nextDeadline == nil)
  }

  @Test("completed: a repeated request gets the final response until Timer J")
  func completed() {
    var machine = NonINVITEServerTransaction(timers: .standard, isReliable: false)
    #expect(machine.handle(.respond(.ok, [2]), at: ms(100)) == [.transmit([2])])
    #expect(machine.nextDeadline == ms(32100))
    #expect(machine.handle(.respond(.busyHere, [3]), at: ms(200)) == [])
    #expect(machine.handle(.retransmission, at: ms(600)) == [.retransmit([2])])
    #expect(machine.handle(.deadlineReached, at: ms(32099)) == [])
    #expect(machine.handle(.deadlineReached, at: ms(32100)) == [.terminated])
    #expect(machine.handle(.retransmission, at: ms(32200)) == [])
  }

  @Test("a response that cannot be sent ends the transaction")
  func transportFailure() {
    var machine = NonINVITEServerTransaction(timers: .standard, isReliable: false)
    #expect(machine.handle(.transportFailed, at: ms(0)) == [.terminated])
  }

  @Test("over a reliable transport the final response ends the transaction at once")
  func reliable() {
    var machine = NonINVITEServerTransaction(timers: .standard, isReliable: true)
    #expect(machine.handle(.respond(.ok, [2]), at: ms(0)) == [.transmit([2]), .terminated])
  }
}
