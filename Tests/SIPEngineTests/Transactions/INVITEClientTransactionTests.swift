import SIPEngine
import SIPSyntax
import Testing
import Timekeeping

@Suite("INVITE client transaction (RFC 3261 §17.1.1, RFC 6026 §7.2)")
struct INVITEClientTransactionTests {
  private func transaction() -> INVITEClientTransaction {
    INVITEClientTransaction(request: Fixture.invite, octets: [1], timers: .standard, isReliable: false)
  }

  private func started() -> INVITEClientTransaction {
    var machine = transaction()
    _ = machine.handle(.started, at: ms(0))
    return machine
  }

  @Test("calling: repeats the INVITE at doubling intervals, and Timer B gives up after 64*T1")
  func calling() {
    var machine = transaction()
    #expect(machine.nextDeadline == nil)
    #expect(machine.handle(.started, at: ms(0)) == [.transmit([1])])
    for due in [500, 1500, 3500, 7500, 15500, 31500] {
      #expect(machine.nextDeadline == ms(due))
      #expect(machine.handle(.deadlineReached, at: ms(due - 1)) == [])
      #expect(machine.handle(.deadlineReached, at: ms(due)) == [.retransmit([1])])
    }
    #expect(machine.nextDeadline == ms(32000))
    #expect(machine.handle(.deadlineReached, at: ms(32000)) == [.timedOut, .terminated])
    #expect(machine.nextDeadline == nil)
  }

  @Test("a driver that sleeps through several intervals sends one retransmission, not a burst")
  func lateWakeUp() {
    var machine = started()
    #expect(machine.handle(.deadlineReached, at: ms(5500)) == [.retransmit([1])])
    #expect(machine.handle(.deadlineReached, at: ms(5500)) == [])
    #expect(machine.nextDeadline == ms(6500))
  }

  @Test("withdrawn: not repeated any more, but Timer B and the responses are as before")
  func withdrawn() {
    var machine = started()
    #expect(machine.handle(.deadlineReached, at: ms(500)) == [.retransmit([1])])
    #expect(machine.handle(.withdrawn, at: ms(600)) == [])
    #expect(machine.nextDeadline == ms(32000))
    #expect(machine.handle(.deadlineReached, at: ms(1500)) == [])
    var answered = machine
    let trying = Fixture.response(.trying)
    #expect(answered.handle(.response(trying), at: ms(2000)) == [.deliver(trying)])
    #expect(answered.nextDeadline == nil)
    #expect(answered.handle(.withdrawn, at: ms(2100)) == [])
    #expect(answered.nextDeadline == nil)
    #expect(machine.handle(.deadlineReached, at: ms(32000)) == [.timedOut, .terminated])
  }

  @Test("proceeding: a provisional response stops the retransmissions, without a time limit")
  func proceeding() {
    var machine = started()
    #expect(machine.handle(.response(Fixture.response(.trying)), at: ms(10)) == [.deliver(Fixture.response(.trying))])
    #expect(machine.nextDeadline == nil)
    #expect(machine.handle(.deadlineReached, at: ms(600_000)) == [])
    let ringing = Fixture.response(.ringing)
    #expect(machine.handle(.response(ringing), at: ms(600_000)) == [.deliver(ringing)])
    #expect(machine.handle(.response(ringing), at: ms(600_001)) == [.deliver(ringing)])
  }

  @Test("proceeding: once a CANCEL was sent, a final response must come within 64*T1")
  func cancelled() {
    var machine = started()
    #expect(machine.handle(.cancelSent, at: ms(5)) == [])
    _ = machine.handle(.response(Fixture.response(.ringing)), at: ms(10))
    #expect(machine.handle(.cancelSent, at: ms(1000)) == [])
    _ = machine.handle(.response(Fixture.response(.ringing)), at: ms(1100))
    #expect(machine.handle(.cancelSent, at: ms(2000)) == [])
    #expect(machine.nextDeadline == ms(33000))
    #expect(machine.handle(.deadlineReached, at: ms(33000)) == [.timedOut, .terminated])
  }

  @Test(
    "completed: a refusal is acknowledged here, its repetitions too, until Timer D",
    arguments: [300, 404, 487, 503, 603])
  func completed(code: Int) throws {
    let refusal = Fixture.response(StatusCode(rawValue: code))
    let ack = try Fixture.invite.acknowledgement(ofRefusal: refusal).serialized()
    var machine = started()
    #expect(machine.handle(.response(refusal), at: ms(100)) == [.transmit(ack), .deliver(refusal)])
    #expect(machine.nextDeadline == ms(32100))
    #expect(machine.handle(.response(refusal), at: ms(200)) == [.retransmit(ack)])
    #expect(machine.handle(.response(Fixture.response(.ok)), at: ms(300)) == [])
    #expect(machine.handle(.response(Fixture.response(.ringing)), at: ms(300)) == [])
    #expect(machine.handle(.deadlineReached, at: ms(32100)) == [.terminated])
    #expect(machine.handle(.response(refusal), at: ms(32101)) == [])
  }

  @Test("the ACK to a refusal has the INVITE's branch, URI, number and route, and the To tag of the refusal")
  func acknowledgement() {
    var invite = Fixture.invite
    invite.headers.append(.route, "<sip:p1;lr>")
    invite.headers.append(.route, "<sip:p2;lr>")
    let ack = invite.acknowledgement(ofRefusal: Fixture.response(.busyHere, to: invite))
    #expect(ack.vias == invite.vias)
    #expect(ack.uri == invite.uri)
    #expect(ack.cseq == CSeq(number: 1, method: .ack))
    #expect(ack.headers.all(.route) == ["<sip:p1;lr>", "<sip:p2;lr>"])
    #expect(ack.to.tag == "bob-tag")
    #expect(ack.body.isEmpty)
  }

  @Test("accepted: every 2xx goes to the transaction user until Timer M; it is acknowledged there")
  func accepted() {
    var machine = started()
    let ok = Fixture.response(.ok)
    #expect(machine.handle(.response(ok), at: ms(100)) == [.deliver(ok)])
    #expect(machine.nextDeadline == ms(32100))
    #expect(machine.handle(.response(ok), at: ms(600)) == [.deliver(ok)])
    #expect(machine.handle(.response(Fixture.response(.busyHere)), at: ms(700)) == [])
    #expect(machine.handle(.response(Fixture.response(.ringing)), at: ms(700)) == [])
    #expect(machine.handle(.transportFailed, at: ms(800)) == [])
    #expect(machine.handle(.deadlineReached, at: ms(32099)) == [])
    #expect(machine.handle(.deadlineReached, at: ms(32100)) == [.terminated])
    #expect(machine.handle(.response(ok), at: ms(32101)) == [])
  }

  @Test("an INVITE that cannot be sent ends the transaction")
  func transportFailure() {
    var machine = started()
    #expect(machine.handle(.transportFailed, at: ms(1)) == [.transportFailed, .terminated])
    #expect(machine.nextDeadline == nil)
  }

  @Test("over a reliable transport nothing is repeated and a refusal ends the transaction at once")
  func reliable() throws {
    var machine = INVITEClientTransaction(
      request: Fixture.invite, octets: [1], timers: .standard, isReliable: true)
    _ = machine.handle(.started, at: ms(0))
    #expect(machine.nextDeadline == ms(32000))
    let refusal = Fixture.response(.busyHere)
    let ack = try Fixture.invite.acknowledgement(ofRefusal: refusal).serialized()
    #expect(machine.handle(.response(refusal), at: ms(1)) == [.transmit(ack), .deliver(refusal), .terminated])
  }
}
