import SIPEngine
import SIPSyntax
import Testing
import Timekeeping

extension CoreRequirement {
  /// §17.1 Client transaction.
  static let clientTransactions: [CoreRequirement] = inviteClient + acknowledging + otherClient + matching

  private static func inviteClient(isReliable: Bool = false) -> INVITEClientTransaction {
    INVITEClientTransaction(request: Fixture.invite, octets: [1], timers: .standard, isReliable: isReliable)
  }

  private static func started(isReliable: Bool = false) -> INVITEClientTransaction {
    var machine = inviteClient(isReliable: isReliable)
    _ = machine.handle(.started, at: ms(0))
    return machine
  }

  private static func response(_ code: Int) -> SIPResponse { Fixture.response(StatusCode(rawValue: code)) }

  /// The ACK among effects.
  private static func ack(in effects: [ClientTransactionEffect]) throws -> SIPRequest {
    for effect in effects {
      guard case .transmit(let octets) = effect, case .request(let ack) = try SIPMessage.parse(datagram: octets) else {
        continue
      }
      return ack
    }
    throw Exchanged.Missing()
  }

  private static let inviteClient: [CoreRequirement] = [
    CoreRequirement("17.1.1.2", "the INVITE is sent at once; over UDP Timer A is T1, everywhere Timer B is 64*T1") {
      var unreliable = inviteClient()
      #expect(unreliable.handle(.started, at: ms(0)) == [.transmit([1])])
      #expect(unreliable.nextDeadline == ms(500))
      var reliable = inviteClient(isReliable: true)
      #expect(reliable.handle(.started, at: ms(0)) == [.transmit([1])])
      #expect(reliable.nextDeadline == ms(32_000))
    },
    CoreRequirement("17.1.1.2", "each time Timer A fires the INVITE is repeated and the interval doubled") {
      var machine = started()
      for due in [500, 1_500, 3_500, 7_500, 15_500, 31_500] {
        #expect(machine.nextDeadline == ms(due))
        #expect(machine.handle(.deadlineReached, at: ms(due)) == [.retransmit([1])])
      }
    },
    CoreRequirement("17.1.1.2", "Timer B ends it with a timeout and without an ACK") {
      var machine = started()
      #expect(machine.handle(.deadlineReached, at: ms(32_000)) == [.timedOut, .terminated])
    },
    CoreRequirement("17.1.1.2", "a provisional response ends the repetitions; every one of them reaches the user") {
      var machine = started()
      for code in [100, 180, 183] {
        #expect(machine.handle(.response(response(code)), at: ms(100)) == [.deliver(response(code))])
      }
      #expect(machine.nextDeadline == nil)
    },
    CoreRequirement("17.1.1.2", "a refusal reaches the user and is acknowledged, also over TCP, calling or proceeding")
    {
      for isReliable in [false, true] {
        for heard in [false, true] {
          var machine = started(isReliable: isReliable)
          if heard { _ = machine.handle(.response(response(180)), at: ms(100)) }
          let effects = machine.handle(.response(response(486)), at: ms(200))
          #expect(effects.contains(.deliver(response(486))))
          let ack = try Self.ack(in: effects)
          #expect(ack.method == .ack)
          #expect(effects.contains(.terminated) == isReliable)
        }
      }
    },
    CoreRequirement("17.1.1.2", "Timer D is 32 s over UDP and nothing over TCP") {
      var machine = started()
      _ = machine.handle(.response(response(486)), at: ms(1_000))
      #expect(machine.nextDeadline == ms(33_000))
      #expect(machine.handle(.deadlineReached, at: ms(32_999)) == [])
      #expect(machine.handle(.deadlineReached, at: ms(33_000)) == [.terminated])
    },
    CoreRequirement("17.1.1.2", "a repeated refusal is acknowledged again and not told again") {
      var machine = started()
      let first = try Self.ack(in: machine.handle(.response(response(486)), at: ms(200)))
      let effects = machine.handle(.response(response(486)), at: ms(700))
      #expect(effects == [.retransmit(try first.serialized())])
    },
    CoreRequirement("17.1.1.2", "a 2xx reaches the user and is not acknowledged by the transaction (RFC 6026 §7.2)") {
      var machine = started()
      #expect(machine.handle(.response(response(200)), at: ms(200)) == [.deliver(response(200))])
      #expect(machine.handle(.response(response(200)), at: ms(700)) == [.deliver(response(200))])
      #expect(machine.handle(.deadlineReached, at: ms(32_200)) == [.terminated])
    },
    CoreRequirement("17.1.1.2", "what has ended is gone at once and does nothing more") {
      var machine = started(isReliable: true)
      #expect(machine.handle(.response(response(486)), at: ms(1)).last == .terminated)
      #expect(machine.nextDeadline == nil)
      #expect(machine.handle(.response(response(486)), at: ms(2)) == [])
      var table = TransactionTable(timers: .standard)
      _ = table.openClient(Fixture.invite, octets: [1], on: Exchanged.peer.flow, owner: nil, at: ms(0))
      #expect(table.count == 1)
      while let due = table.nextDeadline { _ = table.reachDeadline(at: due) }
      #expect(table.count == 0)
    },
  ]

  private static let acknowledging: [CoreRequirement] = [
    CoreRequirement("17.1.1.3", "the ACK has the INVITE's Request-URI, Call-ID and From and the response's To") {
      var machine = started()
      let ack = try Self.ack(in: machine.handle(.response(response(486)), at: ms(200)))
      #expect(ack.uri == Fixture.invite.uri && ack.callID == Fixture.invite.callID && ack.from == Fixture.invite.from)
      #expect(ack.to == response(486).to && ack.to.tag == "bob-tag")
    },
    CoreRequirement("17.1.1.3", "the ACK has one Via, the topmost of the INVITE") {
      var machine = started()
      let ack = try Self.ack(in: machine.handle(.response(response(486)), at: ms(200)))
      #expect(ack.vias == Array(Fixture.invite.vias.prefix(1)))
    },
    CoreRequirement("17.1.1.3", "the ACK's CSeq has the INVITE's number and its own method") {
      var machine = started()
      let ack = try Self.ack(in: machine.handle(.response(response(486)), at: ms(200)))
      #expect(ack.cseq == CSeq(number: Fixture.invite.cseq.number, method: .ack))
    },
    CoreRequirement("17.1.1.3", "the INVITE's Route appears in the ACK") {
      var invite = Fixture.invite
      invite.headers.append(.route, "<sip:192.0.2.7;lr>, <sip:192.0.2.8;lr>")
      let ack = invite.acknowledgement(ofRefusal: response(486))
      #expect(ack.headers.all(.route) == ["<sip:192.0.2.7;lr>, <sip:192.0.2.8;lr>"])
      #expect(ack.body.isEmpty)
    },
    CoreRequirement("17.1.1.2", "the ACK goes where the INVITE went") {
      var bench = Exchanged.calling()
      let lines = try Exchanged.respond(486, in: &bench)
      #expect(lines.contains("ACK 1"))
      #expect(Set(bench.flows).count == 1)
    },
  ]

  private static func otherClient(isReliable: Bool = false) -> NonINVITEClientTransaction {
    var machine = NonINVITEClientTransaction(octets: [2], timers: .standard, isReliable: isReliable)
    _ = machine.handle(.started, at: ms(0))
    return machine
  }

  private static func answer(_ code: Int) -> SIPResponse {
    Fixture.response(StatusCode(rawValue: code), to: Fixture.request(.bye))
  }

  private static let otherClient: [CoreRequirement] = [
    CoreRequirement("17.1.2.2", "the request is sent at once; over UDP Timer E is T1, over TCP there is only Timer F") {
      var machine = NonINVITEClientTransaction(octets: [2], timers: .standard, isReliable: false)
      #expect(machine.handle(.started, at: ms(0)) == [.transmit([2])])
      #expect(machine.nextDeadline == ms(500))
      #expect(otherClient(isReliable: true).nextDeadline == ms(32_000))
    },
    CoreRequirement("17.1.2.2", "Timer E doubles up to T2, and Timer F ends it after 64*T1") {
      var machine = otherClient()
      var due: [Moment] = []
      while let next = machine.nextDeadline {
        due.append(next)
        _ = machine.handle(.deadlineReached, at: next)
      }
      #expect(
        due == [500, 1_500, 3_500, 7_500, 11_500, 15_500, 19_500, 23_500, 27_500, 31_500, 32_000].map { ms($0) })
    },
    CoreRequirement("17.1.2.2", "a provisional response reaches the user; the request is then repeated every T2") {
      var machine = otherClient()
      #expect(machine.handle(.response(answer(100)), at: ms(100)) == [.deliver(answer(100))])
      #expect(machine.handle(.deadlineReached, at: ms(500)) == [.retransmit([2])])
      #expect(machine.nextDeadline == ms(4_500))
    },
    CoreRequirement("17.1.2.2", "Timer F while proceeding tells the user and ends it") {
      var machine = otherClient()
      _ = machine.handle(.response(answer(100)), at: ms(100))
      #expect(machine.handle(.deadlineReached, at: ms(32_000)) == [.timedOut, .terminated])
    },
    CoreRequirement("17.1.2.2", "a final response reaches the user; Timer K is T4 over UDP and nothing over TCP") {
      for code in [200, 302, 404, 503, 603] {
        var machine = otherClient()
        #expect(machine.handle(.response(answer(code)), at: ms(100)) == [.deliver(answer(code))])
        #expect(machine.nextDeadline == ms(5_100))
        #expect(machine.handle(.response(answer(code)), at: ms(200)) == [])
        #expect(machine.handle(.deadlineReached, at: ms(5_100)) == [.terminated])
        var reliable = otherClient(isReliable: true)
        #expect(reliable.handle(.response(answer(code)), at: ms(100)) == [.deliver(answer(code)), .terminated])
      }
    },
  ]

  private static let matching: [CoreRequirement] = [
    CoreRequirement("17.1.3", "a response belongs to the request of its branch and its method") {
      var bench = Exchanged.calling()
      let invite = try Exchanged.invite(of: bench)
      var other = invite
      other.vias[0].branch = "z9hG4bKother"
      #expect(bench.receive(Exchanged.peer.response(486, to: other)) == ["# stray"])
      other = invite
      other.cseq.method = .bye
      #expect(bench.receive(Exchanged.peer.response(486, to: other)) == ["# stray"])
      #expect(bench.receive(Exchanged.peer.response(486, to: invite)).contains("ACK 1"))
    },
    CoreRequirement("17.1.4", "a transport that fails is told to the user and ends the transaction") {
      var machine = started()
      #expect(machine.handle(.transportFailed, at: ms(1)) == [.transportFailed, .terminated])
      var other = otherClient()
      #expect(other.handle(.transportFailed, at: ms(1)) == [.transportFailed, .terminated])
    },
  ]
}
