import CallControl
import CallQueues
import MediaEngine
import MediaTransport
import Redaction
import SIPEngine
import SIPSyntax
import SIPTransport

/// A REFER as the driver remembers it, until its outcome has been told; the leg may be gone by then.
struct KnownTransfer: Sendable {
  var leg: LegID
  var number: TransferNumber
  /// Where the outcome is told.
  var session: SessionID
  /// The consultation that it names.
  var consultation: SessionID?
}

/// Transfers, in the words of SIP and between two calls.
extension CallDriver {
  /// A phone wants its partner to be connected elsewhere: looks up where that is.
  func take(_ request: TransferRequest, of leg: LegID) {
    guard let known = legs[leg] else { return }
    var transfer = KnownTransfer(leg: leg, number: TransferNumber(request.id.number), session: known.session)
    let target: TransferTarget
    switch request.target {
    case .number(let number):
      let plan = DialPlan(agents: context.roster.agents, release: release.flows, queues: release.queues.keys)
      target = plan.target(of: number.exposed)
    case .session(let session):
      transfer.consultation = session
      target = .consulted
    case .unknownDialog: target = .consulted
    }
    transfers.append(transfer)
    handle(.leg(leg, .transferRequested(transfer.number, target)))
  }

  /// Tells the phone how its transfer goes, also when it has hung up.
  func report(_ number: TransferNumber, _ progress: TransferProgress, to leg: LegID) {
    guard let index = transfers.firstIndex(where: { $0.leg == leg && $0.number == number }) else { return }
    let status = progress.status
    context.sip.command(transfers[index].session, .reportTransfer(TransferRequest.ID(number.rawValue), status))
    if status.isFinal { transfers.remove(at: index) }
  }

  /// Asks the caller's line to take the caller to a number by itself; SIP refuses one that we may not call ourselves.
  func handOn(_ leg: LegID, to number: Redacted<String>) {
    guard let known = legs[leg], let host = known.signallingHost else { return }
    context.sip.command(known.session, .refer(SIPURI(user: number.exposed, host: host), referredBy: nil))
  }

  /// Why SIP refuses a call to the outside: the leg's end says it. A caller whom the line was to take there stays.
  func note(_ refusal: DialRefusal, of session: SessionID) {
    guard let leg = legs.first(where: { $0.value.session == session })?.key, leg != .caller else { return }
    legs[leg]?.refusal = refusal
  }

  /// Asks the consultation that the phone named for its other party.
  func collect(_ number: TransferNumber, for leg: LegID) {
    let transfer = transfers.first { $0.leg == leg && $0.number == number }
    guard let consultation = transfer?.consultation else {
      pending.append(.handedOver(number, nil))
      return
    }
    context.reception.ask(for: consultation, number, by: inbox)
  }

  /// Another call asks for whoever is connected with the leg of that session.
  func surrender(_ session: SessionID, _ number: TransferNumber, to asker: CallInbox) {
    guard let leg = legs.first(where: { $0.value.session == session })?.key else {
      asker.post(.input(.handedOver(number, nil)))
      return
    }
    claim = Claim(number: number, asker: asker)
    handle(.handOver(leg))
    keep()
  }

  /// Gives the leg to whoever asked for it: from here on its events go there.
  func handOver(_ leg: LegID, _ party: HandedOver) {
    guard let claim, let known = legs.removeValue(forKey: leg) else { return }
    self.claim = nil
    handedAway.insert(known.session)
    context.reception.handOver(HandedLeg(leg: known, party: party, number: claim.number), to: claim.asker)
  }

  /// Whoever asked gets nobody.
  func keep() {
    guard let claim else { return }
    self.claim = nil
    claim.asker.post(.input(.handedOver(claim.number, nil)))
  }

  /// Legs of another call are here; what the machine does not want any more ends.
  func receive(_ handed: [CallLeg], _ input: CallInput) {
    arriving = handed
    handle(input)
    for unwanted in arriving { context.giveUp(unwanted) }
    arriving = []
  }

  func adopt(_ leg: LegID) {
    guard !arriving.isEmpty else { return }
    let known = arriving.removeFirst()
    legs[leg] = known
    context.reception.expect(known.session, known.stream, for: inbox, call: id, leg: leg)
  }

  /// What came for a leg that was handed over in the meantime goes where the leg is now; behind the leg itself, since
  /// both go the same way.
  func forward(_ session: SessionID, _ event: SessionEvent) {
    context.reception.pass(event, of: session)
  }
}

/// Who asked for a party of this call.
struct Claim: Sendable {
  var number: TransferNumber
  var asker: CallInbox
}
