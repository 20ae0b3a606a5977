import CallControl
import CallQueues
import MediaEngine
import MediaTransport
import Redaction
import SDPSessions
import SIPEngine
import SIPSyntax
import SIPTransport

/// The call's legs in the words of SIP.
extension CallDriver {
  /// How long a phone may take to say that it is still there. With the ten seconds after which a stream counts as
  /// silent, nobody listens to a dead line for more than fifteen.
  private static let probePatience = Duration.seconds(4)

  func perform(_ command: LegCommand, on leg: LegID) {
    switch command {
    case .ring: tell(leg, .ring)
    case .answer: answer(leg)
    case .reject(let reason):
      tell(leg, .reject(reason.status, retryAfter: reason == .overloaded ? CallArrival.retryAfter : nil))
    case .dial(_, let phone, let user, let name): dial(leg, phone: phone, callerUser: user, callerName: name)
    case .dialOutside(let number, let user, let name):
      dial(leg, .outside(number.exposed), toward: nil, callerUser: user, callerName: name)
    case .dialAddress(let address, let user, let name): seek(address, for: leg, callerUser: user, callerName: name)
    case .handOn(let number): handOn(leg, to: number)
    case .reportTransfer(let number, let progress): report(number, progress, to: leg)
    case .collect(let number): collect(number, for: leg)
    case .adopt: adopt(leg)
    case .handOver(let party): handOver(leg, party)
    case .keep: keep()
    case .probe: tell(leg, .probe(patience: Self.probePatience))
    case .hangUp: hangUp(leg, .normal)
    case .stopRinging: hangUp(leg, .answeredElsewhere)
    }
  }

  func translate(_ event: SessionEvent, of leg: LegID) {
    switch event {
    case .offered, .earlyMedia, .reofferRejected: break
    // No call of ours asks for them.
    case .wordsSpoken: break
    case .keyPressed(let key): press(key, saidBy: .info, on: leg)
    case .transferAccepted: handle(.leg(leg, .handOn(.accepted)))
    case .transferRefused: handle(.leg(leg, .handOn(.refused)))
    case .transferProgress(let status):
      if let progress = HandOnProgress(status) { handle(.leg(leg, .handOn(progress))) }
    case .transferRequested(let request): take(request, of: leg)
    case .ringing: handle(.leg(leg, .ringing))
    case .reached(let flow, let trunk):
      legs[leg]?.signallingHost = flow.remote.host
      legs[leg]?.keys = trunk.flatMap { context.settings.keysOfTrunks[$0] } ?? .audio
    case .answered(let answer): accept(answer, on: leg)
    case .confirmed: handle(.leg(leg, .connected))
    case .reoffered(let offer): renegotiate(offer, on: leg)
    case .answerReceived(let answer), .reofferAnswered(let answer): learn(answer, on: leg)
    case .offerRequested: offerAgain(leg)
    case .rejected(let status):
      if status == .notAcceptableHere, offerSecured(leg) { return }
      end(leg, legs[leg]?.refusal.map { LegEnd($0) } ?? LegEnd(refusedWith: status.rawValue))
    case .ended(let end): self.end(leg, LegEnd(end))
    }
  }

  /// Ends the leg in whatever state it is, and gives its stream back; its session says goodbye on its own.
  func hangUp(_ leg: LegID, _ reason: HangUpReason) {
    searches[leg] = nil
    guard let known = legs[leg] else { return }
    context.sip.command(known.session, .hangUp(reason))
    context.media.perform(.close(known.stream))
  }

  func forget(_ leg: LegID) {
    guard let known = legs.removeValue(forKey: leg) else { return }
    context.reception.forget(known.session, known.stream)
  }

  private func tell(_ leg: LegID, _ command: SessionCommand) {
    guard let session = legs[leg]?.session else { return }
    context.sip.command(session, command)
  }

  /// Tells the media what was agreed with a leg.
  func connect(_ leg: CallLeg, _ agreed: AgreedAudio) {
    context.media.perform(
      .connect(leg.stream, leg.withItsKeys(agreed), signalledFrom: leg.signallingHost, hearsTones: leg.hearsTones))
  }

  /// 200 with the answer that was negotiated when the call arrived, or with the offer that its caller asked for.
  private func answer(_ leg: LegID) {
    guard let known = legs[leg] else { return }
    if let agreed = known.agreed {
      connect(known, agreed)
    }
    context.sip.command(known.session, .answer(known.answer))
  }

  private func dial(
    _ leg: LegID, phone: Redacted<String>, callerUser: Redacted<String>, callerName: Redacted<String>?
  ) {
    guard let flow = context.roster.flow(ofPhone: phone.exposed) else {
      pending.append(.leg(leg, .ended(.unreachable)))
      return
    }
    dial(
      leg, .account(phone.exposed), toward: flow.remote.host, isSecure: flow.transport.isSecure,
      callerUser: callerUser, callerName: callerName)
  }

  /// - Parameters:
  ///   - host: where the far side is; `nil` when only the engine knows that.
  ///   - isSecure: whether nobody on the way can read the signalling.
  func dial(
    _ leg: LegID, _ target: Invitation.Target, toward host: String?, isSecure: Bool = false,
    callerUser: Redacted<String>, callerName: Redacted<String>?
  ) {
    do {
      let (stream, port) = try context.media.open(beside: legs[.caller]?.stream)
      let preferred = legs[.caller]?.agreed?.codec
      var negotiation = SessionNegotiation(
        host: context.sip.localHost(toward: host ?? Greeting.somewhereElse), port: port,
        codecs: context.settings.codecs(first: preferred),
        sessionIdentifier: context.reception.nextNumber(),
        srtp: context.settings.srtpTerms(signallingIsSecure: isSecure))
      let session = SessionID(side: .outgoing, number: context.reception.nextNumber())
      let invitation = Invitation(
        target: target, callerName: callerName?.exposed, callerUser: callerUser.exposed,
        offer: negotiation.offer(), isCallerWithheld: isCallerWithheld)
      legs[leg] = CallLeg(
        session: session, stream: stream, port: port, signallingHost: host, negotiation: negotiation,
        invitation: invitation)
      context.reception.expect(session, stream, for: inbox, call: id, leg: leg)
      context.sip.command(session, .invite(invitation))
      context.sip.note(session, isLegOf: id.rawValue, party: leg.description)
    } catch {
      pending.append(.leg(leg, .ended(.failed("\(error)"))))
    }
  }

  private func accept(_ answer: [UInt8], on leg: LegID) {
    guard var known = legs[leg] else { return }
    do {
      let agreed = try known.negotiation.accept(answer: answer)
      known.agreed = agreed
      legs[leg] = known
      connect(known, agreed)
      handle(.leg(leg, .answered))
      handle(.leg(leg, .connected))
      if agreed.remoteOnHold { handle(.leg(leg, .held)) }
    } catch {
      hangUp(leg, .normal)
      end(leg, .failed("the phone's answer cannot be used: \(error)"))
    }
  }

  /// The answer to an offer of ours that no call of ours began: of a caller who sent none, or within the session.
  private func learn(_ answer: [UInt8], on leg: LegID) {
    guard var known = legs[leg] else { return }
    do {
      let wasHeld = known.agreed?.remoteOnHold ?? false
      let agreed = try known.negotiation.accept(answer: answer)
      known.agreed = agreed
      legs[leg] = known
      connect(known, agreed)
      if agreed.remoteOnHold != wasHeld { handle(.leg(leg, agreed.remoteOnHold ? .held : .resumed)) }
    } catch {
      hangUp(leg, .normal)
      end(leg, .failed("the answer to our offer cannot be used: \(error)"))
    }
  }

  /// A re-INVITE without an offer: the peer wants ours (RFC 3261 §14.2).
  private func offerAgain(_ leg: LegID) {
    guard var known = legs[leg] else { return }
    let offer = known.negotiation.offer()
    legs[leg] = known
    context.sip.command(known.session, .acceptReoffer(offer))
  }

  /// A re-INVITE: hold, resume, or another address (RFC 3264 §8).
  private func renegotiate(_ offer: [UInt8], on leg: LegID) {
    guard var known = legs[leg] else { return }
    do {
      let wasHeld = known.agreed?.remoteOnHold ?? false
      let (answer, agreed) = try known.negotiation.answer(offer: offer)
      known.agreed = agreed
      legs[leg] = known
      connect(known, agreed)
      context.sip.command(known.session, .acceptReoffer(answer))
      if agreed.remoteOnHold != wasHeld { handle(.leg(leg, agreed.remoteOnHold ? .held : .resumed)) }
    } catch {
      context.sip.command(known.session, .rejectReoffer(error.status))
    }
  }

  private func end(_ leg: LegID, _ end: LegEnd) {
    guard let known = legs[leg] else { return }
    context.media.perform(.close(known.stream))
    forget(leg)
    handle(.leg(leg, .ended(end)))
  }
}
