package import SIPSyntax
package import Timekeeping

/// A call to us, from its INVITE on: the user agent server's side (RFC 3261 §13.3, RFC 3262 §3).
///
///     invited ──answer──▶ answered (an EstablishedSession)
///        └──reject, hang up, CANCEL, BYE, Expires, answer limit, no PRACK──▶ over
///
/// 100 has been sent before the session exists. The 200 waits while a description in a reliable provisional response
/// has not been acknowledged, or an offer in a PRACK or UPDATE not been answered.
package struct IncomingSession: Sendable {
  enum State: Sendable {
    case invited(Invited)
    case answered(EstablishedSession)
    case over
  }

  /// How far offer and answer have come (RFC 3264, RFC 3262 §5).
  enum Exchange: Sendable {
    /// The INVITE brought the caller's offer.
    case received([UInt8])
    /// The INVITE brought no offer: ours comes in the 200.
    case wanted
    /// Our offer is in a reliable provisional response; the PRACK brings the answer.
    case offered([UInt8])
    /// Settled before the 200; `repeated` is what the 200 may say once more.
    case settled(local: [UInt8], remote: [UInt8], repeated: [UInt8])
  }

  struct Invited: Sendable {
    var dialog: Dialog
    let request: SIPRequest
    let transaction: TransactionID
    var provisionals: ReliableProvisionals
    var exchange: Exchange
    /// The description that `.progress` gave.
    var progress: [UInt8]?
    /// What the last provisional response said, for its reminder.
    var shown: StatusCode?
    var hasRung = false
    /// When a provisional response is due again, so that no proxy gives up on us (§13.3.1.1).
    var remindAt: Moment?
    /// An offer in a PRACK or UPDATE, which the owner has to answer.
    var openOffer: OpenOffer?
    /// The description of the 200 that waits.
    var waitingAnswer: [UInt8]?
    /// When the caller's own Expires runs out.
    let expiresAt: Moment?
    /// When an owner that has not answered is taken for gone.
    let giveUpAt: Moment
  }

  struct OpenOffer: Sendable {
    let request: SIPRequest
    let transaction: TransactionID
    /// When an owner that has not answered it is taken for gone.
    let until: Moment
  }

  /// How often a provisional response is repeated.
  package static let reminderInterval = ProtocolLimits.reminderInterval

  /// How long a call may stay unanswered, however often its owner lets it ring; then it is refused with 480.
  package static let answerLimit = ProtocolLimits.answerLimit

  package let localTag: String
  var state: State
  let path: SignallingPath
  let timers: SIPTimers
  let policy: SessionTimerPolicy
  var dice: SessionDice

  package init(
    _ request: SIPRequest, transaction: TransactionID, dialog: Dialog, path: SignallingPath, timers: SIPTimers,
    sessionTimer: SessionTimerPolicy, dice: SessionDice, at now: Moment
  ) {
    let expires = request.headers.expires.map { now + .seconds(Int64($0)) }
    let offer = request.carriedDescription
    var dice = dice
    state = .invited(
      Invited(
        dialog: dialog, request: request, transaction: transaction,
        provisionals: ReliableProvisionals(timers: timers, dice: &dice),
        exchange: offer.isEmpty ? .wanted : .received(offer), expiresAt: expires, giveUpAt: now + Self.answerLimit))
    localTag = dialog.local.tag ?? ""
    self.path = path
    self.timers = timers
    policy = sessionTimer
    self.dice = dice
  }

  /// The flow on which the INVITE came.
  package var flow: SIPFlow { path.flow }

  package var nextDeadline: Moment? {
    switch state {
    case .invited(let invited): invited.nextDeadline
    case .answered(let session): session.nextDeadline
    case .over: nil
    }
  }

  /// Whether a request with our tag belongs to this session.
  package func includes(_ request: SIPRequest) -> Bool {
    switch state {
    case .invited(let invited): invited.dialog.includes(request)
    case .answered(let session): session.dialog.includes(request)
    case .over: false
    }
  }

  /// The dialog, and how far it is, for an INVITE or a REFER that names it.
  var replaceable: ReplaceableDialog? {
    switch state {
    case .invited(let invited): ReplaceableDialog(dialog: invited.dialog, stage: .early)
    case .answered(let session): session.replaceable
    case .over: nil
    }
  }

  package mutating func handle(_ input: SessionInput, at now: Moment) -> [SessionEffect] {
    switch state {
    case .invited(let invited):
      return handle(input, invited, at: now)
    case .answered(var session):
      let effects = session.handle(input, at: now)
      state = session.isOver ? .over : .answered(session)
      return session.isOver ? effects + [.finished] : effects
    case .over:
      return []
    }
  }

  private mutating func handle(_ input: SessionInput, _ invited: Invited, at now: Moment) -> [SessionEffect] {
    switch input {
    case .command(let command):
      return obey(command, invited, at: now)
    case .request(let request, let transaction), .referral(let request, let transaction, _):
      return receive(request, transaction, invited, at: now)
    case .cancelled(invited.transaction, let cancel):
      let end: SessionEnd = cancel?.headers.tellOfAnswerElsewhere == true ? .answeredElsewhere : .remoteCancel
      return refuse(invited, .requestTerminated, end: end)
    case .deadlineReached:
      return reachDeadline(invited, at: now)
    case .cancelled, .acknowledged, .response, .failed, .clientEnded, .hurried:
      return []
    }
  }

  private mutating func obey(_ command: SessionCommand, _ invited: Invited, at now: Moment) -> [SessionEffect] {
    switch command {
    case .ring:
      return ring(invited, at: now)
    case .progress(let description):
      return progress(description, invited, at: now)
    case .answer(let description):
      return answer(description, invited, at: now)
    case .reject(let status, let retryAfter):
      let refusal: StatusCode = status.rawValue >= 300 ? status : .temporarilyUnavailable
      return refuse(invited, refusal, retryAfter: retryAfter, end: .localHangUp)
    case .hangUp(let reason):
      return refuse(invited, reason.status, end: .localHangUp)
    case .acceptReoffer(let description):
      return acceptOffer(description, invited, at: now)
    case .rejectReoffer(let status):
      return rejectOffer(status, invited, at: now)
    case .invite, .reoffer, .probe, .reportTransfer, .refer, .press, .tellWords:
      return []
    }
  }

  mutating func refuse(
    _ invited: Invited, _ status: StatusCode, retryAfter: Duration? = nil, end: SessionEnd
  ) -> [SessionEffect] {
    var response = invited.request.response(status, toTag: localTag)
    if let retryAfter { response.headers.append(.retryAfter, "\(retryAfter.roundedUpSeconds)") }
    state = .over
    let open = invited.openOffer.map {
      [SessionEffect.respond($0.request.response(.requestTerminated), to: $0.transaction)]
    }
    return (open ?? []) + [.respond(response, to: invited.transaction), .event(.ended(end)), .finished]
  }

  private mutating func reachDeadline(_ invited: Invited, at now: Moment) -> [SessionEffect] {
    if let expiresAt = invited.expiresAt, now >= expiresAt {
      return refuse(invited, .requestTerminated, end: .remoteCancel)
    }
    if now >= invited.giveUpAt { return refuse(invited, .temporarilyUnavailable, end: .localHangUp) }
    if invited.provisionals.isHopeless(at: now) { return refuse(invited, .serverTimeout, end: .lost) }
    if let open = invited.openOffer, now >= open.until { return rejectOffer(.serverTimeout, invited, at: now) }
    return remind(invited, at: now)
  }

  /// A response that makes a dialog: with our tag, our Contact and the route (§12.1.1).
  func response(_ status: StatusCode, to request: SIPRequest) -> SIPResponse {
    var response = request.response(status, toTag: localTag)
    for route in request.headers.all(.recordRoute) { response.headers.append(.recordRoute, route) }
    response.headers.append(.contact, path.contact)
    Capabilities.announce(in: &response.headers)
    return response
  }
}

extension IncomingSession.Invited {
  fileprivate var nextDeadline: Moment {
    [remindAt, expiresAt, provisionals.nextDeadline, openOffer?.until].compactMap { $0 }.reduce(giveUpAt, min)
  }
}

extension Duration {
  /// Whole seconds for a header field, never less than the duration.
  var roundedUpSeconds: Int64 {
    components.attoseconds > 0 ? components.seconds + 1 : components.seconds
  }
}
