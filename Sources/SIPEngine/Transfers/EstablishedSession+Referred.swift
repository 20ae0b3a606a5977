import SIPSyntax
import Timekeeping

/// Our REFER to the peer, which takes the other party elsewhere by itself (RFC 3515 §2.4.1, RFC 5589 §6).
extension EstablishedSession {
  mutating func refer(to target: SIPURI, referredBy: SIPURI?, at now: Moment) -> [SessionEffect] {
    guard outgoingReferral == nil else { return [] }
    var request = dialog.nextRequest(.refer, on: path)
    request.headers.append(.contact, path.contact)
    request.headers.append(.referTo, NameAddress(uri: .sip(target)).text)
    if let referredBy { request.headers.append(.referredBy, NameAddress(uri: .sip(referredBy)).text) }
    request.headers.append(.allow, Capabilities.allow)
    request.headers.append(.supported, Capabilities.supported)
    outgoingReferral = OutgoingReferral(number: request.cseq.number, at: now)
    return [.request(request, on: path.flow(toward: dialog.nextHop))]
  }

  /// Any refusal, a challenge included, leaves the session as it was; 408 and 481 end it (RFC 3261 §12.2.1.2).
  mutating func noteAnswer(
    toREFER number: UInt32, _ status: StatusCode, isSilent: Bool, at now: Moment
  ) -> [SessionEffect] {
    guard outgoingReferral?.number == number, status.isFinal, case .conversing = phase else { return [] }
    if status.isSuccess {
      // Without a subscription nothing more will be heard (RFC 4488 §4).
      if isSilent { outgoingReferral = nil }
      return [.event(.transferAccepted)]
    }
    outgoingReferral = nil
    let isGone = status == .requestTimeout || status == .callDoesNotExist
    return [.event(.transferRefused(status))] + (isGone ? lose() : [])
  }

  /// A NOTIFY within the dialog: 489 for what nobody here subscribes to, 481 where there is no such subscription
  /// (RFC 6665 §4.1.3).
  mutating func receiveNOTIFY(_ request: SIPRequest, _ transaction: TransactionID) -> [SessionEffect] {
    let event: EventType?
    let state: SubscriptionState
    do throws(SIPParseError) {
      event = try request.headers.event
      guard let text = request.headers[first: .subscriptionState] else {
        throw SIPParseError("expected Subscription-State")
      }
      state = try SubscriptionState(parsing: text)
    } catch {
      return [.respond(request.response(.badRequest, reason: error.sentence), to: transaction)]
    }
    guard let event, event.name == EventType.refer else {
      var response = request.response(.badEvent)
      response.headers.append(.allowEvents, EventType.refer)
      return [.respond(response, to: transaction)]
    }
    guard var referral = outgoingReferral, referral.isMeant(by: event) else {
      return [.respond(request.response(.callDoesNotExist), to: transaction)]
    }
    let status = request.headers.mediaType == SIPFragment.mediaType ? SIPFragment.status(in: request.body) : nil
    let isOver = state.value == .terminated
    // A subscription that ends before the transfer is decided leaves it undecided for ever.
    let news = isOver && status?.isFinal != true ? StatusCode.requestTimeout : status
    let wasDecided = referral.isDecided
    referral.isDecided = wasDecided || news?.isFinal == true
    outgoingReferral = isOver ? nil : referral
    let accepted = SessionEffect.respond(request.response(.ok), to: transaction)
    guard !wasDecided, let news else { return [accepted] }
    return [accepted, .event(.transferProgress(news))]
  }

  mutating func expireOutgoingReferral(at now: Moment) -> [SessionEffect] {
    guard let referral = outgoingReferral, now >= referral.until, case .conversing = phase else { return [] }
    outgoingReferral = nil
    return referral.isDecided ? [] : [.event(.transferProgress(.requestTimeout))]
  }
}
