import SIPEngine
import SIPSyntax
import Testing

extension CoreRequirement {
  /// §17.2 Server transaction.
  static let serverTransactions: [CoreRequirement] = inviteServer + refusing + otherServer + serverMatching

  private static func inviteServer(isReliable: Bool = false) -> INVITEServerTransaction {
    INVITEServerTransaction(timers: .standard, isReliable: isReliable)
  }

  private static func refused(isReliable: Bool = false) -> INVITEServerTransaction {
    var machine = inviteServer(isReliable: isReliable)
    _ = machine.handle(.respond(.busyHere, [4]), at: ms(0))
    return machine
  }

  private static let inviteServer: [CoreRequirement] = [
    CoreRequirement("17.2.1", "an INVITE gets a 100 at once, without a To tag of ours, and reaches the user") {
      let bench = Exchanged.called()
      #expect(Exchanged.responses(of: bench).map(\.status) == [.trying])
      #expect(Exchanged.responses(of: bench).first?.to.tag == nil)
      #expect(bench.events.count == 1)
    },
    CoreRequirement("17.2.1", "every provisional response is sent; a repeated INVITE gets the last one again") {
      var machine = inviteServer()
      #expect(machine.handle(.respond(.trying, [1]), at: ms(0)) == [.transmit([1])])
      #expect(machine.handle(.respond(.ringing, [2]), at: ms(1)) == [.transmit([2])])
      #expect(machine.handle(.retransmission, at: ms(500)) == [.retransmit([2])])
    },
    CoreRequirement("17.2.1", "a 2xx is sent and not repeated by the transaction (RFC 6026 §7.1)") {
      var machine = inviteServer()
      #expect(machine.handle(.respond(.ok, [3]), at: ms(0)) == [.transmit([3])])
      #expect(machine.handle(.retransmission, at: ms(500)) == [])
      #expect(machine.nextDeadline == ms(32_000))
      #expect(machine.handle(.deadlineReached, at: ms(32_000)) == [.terminated])
    },
  ]

  private static let refusing: [CoreRequirement] = [
    CoreRequirement("17.2.1", "a refusal is sent; over UDP Timer G repeats it at T1, doubling up to T2") {
      var machine = inviteServer()
      #expect(machine.handle(.respond(.busyHere, [4]), at: ms(0)) == [.transmit([4])])
      for due in [500, 1_500, 3_500, 7_500, 11_500, 15_500] {
        #expect(machine.nextDeadline == ms(due))
        #expect(machine.handle(.deadlineReached, at: ms(due)) == [.retransmit([4])])
      }
    },
    CoreRequirement("17.2.1", "over TCP a refusal is not repeated; Timer H runs everywhere") {
      var machine = refused(isReliable: true)
      #expect(machine.nextDeadline == ms(32_000))
      #expect(machine.handle(.deadlineReached, at: ms(500)) == [])
    },
    CoreRequirement("17.2.1", "a repeated INVITE gets the refusal again") {
      var machine = refused()
      #expect(machine.handle(.retransmission, at: ms(100)) == [.retransmit([4])])
    },
    CoreRequirement("17.2.1", "an ACK ends the repetitions; Timer I is T4 over UDP and nothing over TCP") {
      var machine = refused()
      #expect(machine.handle(.ack, at: ms(1_000)) == [])
      #expect(machine.nextDeadline == ms(6_000))
      #expect(machine.handle(.retransmission, at: ms(1_100)) == [])
      #expect(machine.handle(.deadlineReached, at: ms(6_000)) == [.terminated])
      var reliable = refused(isReliable: true)
      #expect(reliable.handle(.ack, at: ms(1_000)) == [.terminated])
    },
    CoreRequirement("17.2.1", "without an ACK Timer H tells the user and ends it") {
      var machine = refused()
      #expect(machine.handle(.deadlineReached, at: ms(32_000)) == [.unacknowledged, .terminated])
    },
  ]

  private static func otherServer(isReliable: Bool = false) -> NonINVITEServerTransaction {
    NonINVITEServerTransaction(timers: .standard, isReliable: isReliable)
  }

  private static let otherServer: [CoreRequirement] = [
    CoreRequirement("17.2.2", "before there is a response a repeated request is discarded") {
      var machine = otherServer()
      #expect(machine.handle(.retransmission, at: ms(100)) == [])
    },
    CoreRequirement("17.2.2", "every provisional response is sent; a repeated request gets the last one again") {
      var machine = otherServer()
      #expect(machine.handle(.respond(.trying, [1]), at: ms(0)) == [.transmit([1])])
      #expect(machine.handle(.respond(.queued, [2]), at: ms(1)) == [.transmit([2])])
      #expect(machine.handle(.retransmission, at: ms(2)) == [.retransmit([2])])
    },
    CoreRequirement("17.2.2", "the final response is sent, and again for every repeated request") {
      var machine = otherServer()
      #expect(machine.handle(.respond(.ok, [3]), at: ms(0)) == [.transmit([3])])
      #expect(machine.handle(.retransmission, at: ms(500)) == [.retransmit([3])])
    },
    CoreRequirement("17.2.2", "a second final response is discarded") {
      var machine = otherServer()
      _ = machine.handle(.respond(.ok, [3]), at: ms(0))
      #expect(machine.handle(.respond(.notFound, [4]), at: ms(1)) == [])
      #expect(machine.handle(.retransmission, at: ms(2)) == [.retransmit([3])])
    },
    CoreRequirement("17.2.2", "Timer J is 64*T1 over UDP and nothing over TCP, and ends it") {
      var machine = otherServer()
      _ = machine.handle(.respond(.ok, [3]), at: ms(1_000))
      #expect(machine.nextDeadline == ms(33_000))
      #expect(machine.handle(.deadlineReached, at: ms(33_000)) == [.terminated])
      var reliable = otherServer(isReliable: true)
      #expect(reliable.handle(.respond(.ok, [3]), at: ms(0)) == [.transmit([3]), .terminated])
    },
  ]

  private static let serverMatching: [CoreRequirement] = [
    CoreRequirement("17.2.3", "branch, sent-by and method decide: the same branch of another host is another request") {
      var bench = Bench()
      let first = Exchanged.peer.request("OPTIONS", cseq: 1, branch: "z9hG4bKsame")
      _ = bench.receive(Exchanged.peer.invite(branch: "z9hG4bKsame"))
      #expect(bench.receive(Exchanged.peer.invite(branch: "z9hG4bKsame")).contains("# retransmissionReceived"))
      var other = Exchanged.peer
      other.callID = "call-2"
      let elsewhere = Exchanged.replacing(
        "UDP 192.0.2.1:5060", with: "UDP 192.0.2.77:5060", in: other.invite(branch: "z9hG4bKsame"))
      #expect(bench.receive(elsewhere) == ["100 INVITE 1", "* offered(offer)"])
      #expect(bench.receive(first) == ["200 OPTIONS 1"])
    },
    CoreRequirement("17.2.3", "an ACK belongs to the INVITE of its branch, whatever its own method") {
      var bench = Exchanged.called()
      _ = bench.command(.reject(.busyHere, retryAfter: nil))
      #expect(bench.receive(Exchanged.peer.ack(branch: "z9hG4bKi1", toTag: bench.localTag)) == [])
      #expect(bench.run(until: 4_000).isEmpty)
    },
    CoreRequirement("17.2.3", "without the magic cookie Request-URI, tags, Call-ID, CSeq and Via decide") {
      var bench = Bench()
      let via = "Via: SIP/2.0/UDP 192.0.2.1:5060"
      let invite = Exchanged.peer.request("INVITE", cseq: 1, branch: "", via: via, body: "offer")
      #expect(bench.receive(invite).last == "* offered(offer)")
      #expect(bench.receive(invite).contains("# retransmissionReceived"))
      var other = Exchanged.peer
      other.callID = "call-2"
      let second = other.request("INVITE", cseq: 1, branch: "", via: via, body: "offer")
      #expect(bench.receive(second).last == "* offered(offer)")
    },
    CoreRequirement("17.2.4", "a transport that fails ends the transaction") {
      var machine = refused()
      #expect(machine.handle(.transportFailed, at: ms(1)) == [.terminated])
    },
  ]
}
