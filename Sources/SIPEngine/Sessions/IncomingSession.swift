package import SIPSyntax
package import Timekeeping

/// A call to us, from its INVITE on: the user agent server's side (RFC 3261 §13.3).
///
///     invited ──answer──▶ answered (an EstablishedSession)
///        └──reject, hang up, CANCEL, BYE, Expires, answer limit──▶ over
///
/// 100 has been sent before the session exists.
package struct IncomingSession: Sendable {
  private enum State: Sendable {
    case invited(Invited)
    case answered(EstablishedSession)
    case over
  }

  private struct Invited: Sendable {
    var dialog: Dialog
    let request: SIPRequest
    let transaction: TransactionID
    /// When 180 is due again, so that no proxy gives up on us (§13.3.1.1).
    var remindAt: Moment?
    /// When the caller's own Expires runs out.
    let expiresAt: Moment?
    /// When an owner that has not answered is taken for gone.
    let giveUpAt: Moment
  }

  /// How often 180 is repeated.
  package static let reminderInterval = Duration.seconds(60)

  /// How long a call may stay unanswered, however often its owner lets it ring; then it is refused with 480.
  package static let answerLimit = Duration.seconds(180)

  package let localTag: String
  private var state: State
  private let path: SignallingPath
  private let timers: SIPTimers
  private let dice: SessionDice

  package init(
    _ request: SIPRequest, transaction: TransactionID, dialog: Dialog, path: SignallingPath, timers: SIPTimers,
    dice: SessionDice, at now: Moment
  ) {
    let expires = request.headers.expires.map { now + .seconds(Int64($0)) }
    state = .invited(
      Invited(
        dialog: dialog, request: request, transaction: transaction, expiresAt: expires,
        giveUpAt: now + Self.answerLimit))
    localTag = dialog.local.tag ?? ""
    self.path = path
    self.timers = timers
    self.dice = dice
  }

  package var nextDeadline: Moment? {
    switch state {
    case .invited(let invited):
      min(invited.remindAt ?? invited.giveUpAt, invited.expiresAt ?? invited.giveUpAt, invited.giveUpAt)
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
      return receive(request, transaction, invited)
    case .cancelled(invited.transaction):
      return refuse(invited, .requestTerminated, end: .remoteCancel)
    case .deadlineReached:
      return reachDeadline(invited, at: now)
    case .cancelled, .acknowledged, .response, .failed, .clientEnded, .hurried:
      return []
    }
  }

  private mutating func obey(_ command: SessionCommand, _ invited: Invited, at now: Moment) -> [SessionEffect] {
    switch command {
    case .ring:
      var invited = invited
      guard invited.remindAt == nil else { return [] }
      invited.remindAt = now + Self.reminderInterval
      state = .invited(invited)
      return [.respond(response(.ringing, to: invited.request), to: invited.transaction)]
    case .answer(let description):
      return answer(description, invited, at: now)
    case .reject(let status, let retryAfter):
      let refusal: StatusCode = status.rawValue >= 300 ? status : .temporarilyUnavailable
      return refuse(invited, refusal, retryAfter: retryAfter, end: .localHangUp)
    case .hangUp(let reason):
      return refuse(invited, reason.status, end: .localHangUp)
    case .invite, .acceptReoffer, .rejectReoffer, .reoffer, .probe, .reportTransfer, .refer:
      return []
    }
  }

  private mutating func answer(_ description: [UInt8], _ invited: Invited, at now: Moment) -> [SessionEffect] {
    var response = response(.ok, to: invited.request)
    response.headers.append(.allow, Capabilities.allow)
    response.headers.append(.supported, Capabilities.supported)
    response.headers.append(.contentType, Capabilities.mediaType)
    response.body = description
    let ack = AwaitedACK(response, to: invited.transaction, isFirst: true, timers: timers, at: now)
    state = .answered(
      EstablishedSession(dialog: invited.dialog, path: path, awaiting: ack, timers: timers, dice: dice))
    return [.respond(response, to: invited.transaction)]
  }

  private mutating func refuse(
    _ invited: Invited, _ status: StatusCode, retryAfter: Duration? = nil, end: SessionEnd
  ) -> [SessionEffect] {
    var response = invited.request.response(status, toTag: localTag)
    if let retryAfter { response.headers.append(.retryAfter, "\(retryAfter.roundedUpSeconds)") }
    state = .over
    return [.respond(response, to: invited.transaction), .event(.ended(end)), .finished]
  }

  /// Requests of a caller that has no final response yet.
  private mutating func receive(
    _ request: SIPRequest, _ transaction: TransactionID, _ invited: Invited
  ) -> [SessionEffect] {
    var invited = invited
    guard invited.dialog.takesInOrder(request) else {
      return [.respond(request.response(.serverInternalError), to: transaction)]
    }
    state = .invited(invited)
    switch request.method {
    case .bye:
      return [.respond(request.response(.ok), to: transaction)]
        + refuse(invited, .requestTerminated, end: .remoteHangUp)
    case .invite:
      // A second INVITE before the first is decided (§14.2).
      var dice = dice
      var response = request.response(.serverInternalError)
      response.headers.append(.retryAfter, "\(dice.roll(below: 11))")
      return [.respond(response, to: transaction)]
    case .options:
      var response = request.response(.ok)
      Capabilities.describe(&response)
      return [.respond(response, to: transaction)]
    default:
      return [.respond(request.response(.callDoesNotExist), to: transaction)]
    }
  }

  private mutating func reachDeadline(_ invited: Invited, at now: Moment) -> [SessionEffect] {
    if let expiresAt = invited.expiresAt, now >= expiresAt {
      return refuse(invited, .requestTerminated, end: .remoteCancel)
    }
    if now >= invited.giveUpAt { return refuse(invited, .temporarilyUnavailable, end: .localHangUp) }
    guard let remindAt = invited.remindAt, now >= remindAt else { return [] }
    var invited = invited
    invited.remindAt = now + Self.reminderInterval
    state = .invited(invited)
    return [.respond(response(.ringing, to: invited.request), to: invited.transaction)]
  }

  /// A response that makes a dialog: with our tag, our Contact and the route (§12.1.1).
  private func response(_ status: StatusCode, to request: SIPRequest) -> SIPResponse {
    var response = request.response(status, toTag: localTag)
    for route in request.headers.all(.recordRoute) { response.headers.append(.recordRoute, route) }
    response.headers.append(.contact, path.contact)
    return response
  }
}

extension Duration {
  /// Whole seconds for a header field, never less than the duration.
  var roundedUpSeconds: Int64 {
    components.attoseconds > 0 ? components.seconds + 1 : components.seconds
  }
}
