import SIPEngine
import SIPSyntax
import Testing
import Timekeeping

@Suite("INVITE server transaction (RFC 3261 §17.2.1, RFC 6026 §7.1)")
struct INVITEServerTransactionTests {
  private func transaction() -> INVITEServerTransaction {
    INVITEServerTransaction(timers: .standard, isReliable: false)
  }

  @Test("proceeding: a repeated INVITE gets the last provisional response, without a time limit")
  func proceeding() {
    var machine = transaction()
    #expect(machine.handle(.retransmission, at: ms(0)) == [])
    #expect(machine.handle(.respond(.trying, [1]), at: ms(0)) == [.transmit([1])])
    #expect(machine.handle(.retransmission, at: ms(500)) == [.retransmit([1])])
    #expect(machine.handle(.respond(.ringing, [2]), at: ms(600)) == [.transmit([2])])
    #expect(machine.handle(.retransmission, at: ms(1500)) == [.retransmit([2])])
    #expect(machine.handle(.ack, at: ms(1600)) == [])
    #expect(machine.nextDeadline == nil)
    #expect(machine.isProceeding)
  }

  @Test("completed: Timer G repeats a refusal at intervals that double up to T2, Timer H gives up after 64*T1")
  func completed() {
    var machine = transaction()
    #expect(machine.handle(.respond(.busyHere, [3]), at: ms(0)) == [.transmit([3])])
    #expect(!machine.isProceeding)
    #expect(machine.handle(.retransmission, at: ms(100)) == [.retransmit([3])])
    #expect(machine.handle(.respond(.ok, [4]), at: ms(100)) == [])
    for due in [500, 1500, 3500, 7500, 11500, 15500, 19500, 23500, 27500, 31500] {
      #expect(machine.nextDeadline == ms(due))
      #expect(machine.handle(.deadlineReached, at: ms(due)) == [.retransmit([3])])
    }
    #expect(machine.nextDeadline == ms(32000))
    #expect(machine.handle(.deadlineReached, at: ms(32000)) == [.unacknowledged, .terminated])
    #expect(machine.nextDeadline == nil)
  }

  @Test("confirmed: the ACK stops Timer G; repeated ACKs and INVITEs are absorbed until Timer I")
  func confirmed() {
    var machine = transaction()
    _ = machine.handle(.respond(.busyHere, [3]), at: ms(0))
    #expect(machine.handle(.ack, at: ms(200)) == [])
    #expect(machine.nextDeadline == ms(5200))
    #expect(machine.handle(.ack, at: ms(300)) == [])
    #expect(machine.handle(.retransmission, at: ms(300)) == [])
    #expect(machine.handle(.deadlineReached, at: ms(500)) == [])
    #expect(machine.handle(.deadlineReached, at: ms(5200)) == [.terminated])
  }

  @Test("accepted: sends what the session repeats, absorbs INVITEs, hands ACKs up, until Timer L")
  func accepted() {
    var machine = transaction()
    #expect(machine.handle(.respond(.ok, [5]), at: ms(0)) == [.transmit([5])])
    #expect(machine.nextDeadline == ms(32000))
    #expect(machine.handle(.retransmission, at: ms(100)) == [])
    #expect(machine.handle(.respond(.ok, [5]), at: ms(500)) == [.transmit([5])])
    #expect(machine.handle(.respond(.busyHere, [6]), at: ms(500)) == [])
    #expect(machine.handle(.ack, at: ms(600)) == [.deliverACK])
    #expect(machine.handle(.ack, at: ms(700)) == [.deliverACK])
    #expect(machine.handle(.transportFailed, at: ms(700)) == [])
    #expect(machine.handle(.deadlineReached, at: ms(31999)) == [])
    #expect(machine.handle(.deadlineReached, at: ms(32000)) == [.terminated])
    #expect(machine.handle(.ack, at: ms(32001)) == [])
  }

  @Test("a response that cannot be sent ends the transaction")
  func transportFailure() {
    var machine = transaction()
    _ = machine.handle(.respond(.ringing, [2]), at: ms(0))
    #expect(machine.handle(.transportFailed, at: ms(1)) == [.terminated])
  }

  @Test("over a reliable transport a refusal is not repeated and the ACK ends the transaction at once")
  func reliable() {
    var machine = INVITEServerTransaction(timers: .standard, isReliable: true)
    _ = machine.handle(.respond(.busyHere, [3]), at: ms(0))
    #expect(machine.nextDeadline == ms(32000))
    #expect(machine.handle(.ack, at: ms(100)) == [.terminated])
  }
}
