package import SIPSyntax
package import Timekeeping

/// A call by us, from its INVITE on: the user agent client's side (RFC 3261 §13.2, RFC 3262 §4).
///
///     calling ──1xx──▶ proceeding ──2xx──▶ answered (an EstablishedSession)
///        │                 └──hang up──▶ cancelling
///        └──hang up──▶ withdrawn ──1xx──▶ cancelling
///     any ──3xx-6xx, timeout──▶ over; 422 calls once more with a longer session interval
///
/// The first 2xx is kept; every further one, from a fork, is acknowledged and ended at once, also after the session
/// itself has ended: it lives until its INVITE transaction is gone.
package struct OutgoingSession: Sendable {
  enum State: Sendable {
    case calling
    /// Hung up before anything was heard: CANCEL must wait for a provisional response (§9.1).
    case withdrawn(HangUpReason)
    case proceeding(Progress)
    case cancelling
    case answered(EstablishedSession)
    /// Nothing is left but what forks may send.
    case lingering
    case over
  }

  struct Progress: Sendable {
    var hasRung = false
    /// The last session description that the owner was told.
    var description: [UInt8] = []
    /// An offer in an UPDATE of an early dialog, which the owner has to answer.
    var openOffer: EarlyOffer?
  }

  /// Different early dialogs and 2xx to one INVITE that are served; no honest proxy forks wider.
  static let forkLimit = ProtocolLimits.forks

  package let localTag: String
  var state: State = .calling
  /// The INVITE as it was sent last.
  var invite: SIPRequest
  package let flow: SIPFlow
  let path: SignallingPath
  let timers: SIPTimers
  var timer: SessionTimer
  var dice: SessionDice
  /// The early dialogs by the peer's tag.
  var early: [String: EarlyDialog] = [:]
  /// The ACK of each 2xx by the peer's tag, for its repetitions.
  private var acknowledged: [String: (ack: SIPRequest, flow: SIPFlow)] = [:]
  private var isInviteOpen = true
  /// What answers a challenge to the INVITE; nil: nothing does.
  private var digest: DigestClient?

  /// `invite` is complete but for what it says about the session timer; `start` sends it on `flow`.
  ///
  /// - Parameter digest: of the trunk that the call goes to; without one no challenge is answered.
  package init(
    invite: SIPRequest, localTag: String, on flow: SIPFlow, path: SignallingPath, timers: SIPTimers,
    sessionTimer: SessionTimerPolicy, dice: SessionDice, digest: DigestClient? = nil
  ) {
    self.invite = invite
    self.localTag = localTag
    self.flow = flow
    self.path = path
    self.timers = timers
    timer = SessionTimer(sessionTimer)
    self.dice = dice
    self.digest = digest
    timer.announce(in: &self.invite.headers)
  }

  /// The realm in which the call was to prove itself; nil when nobody asked.
  package var realm: String? { digest?.realm }

  package func start() -> [SessionEffect] { [.request(invite, on: flow)] }

  package var nextDeadline: Moment? {
    switch state {
    case .answered(let session): session.nextDeadline
    case .proceeding(let progress): progress.openOffer?.until
    case .calling, .withdrawn, .cancelling, .lingering, .over: nil
    }
  }

  /// Whether a request with our tag belongs to this session.
  package func includes(_ request: SIPRequest) -> Bool {
    switch state {
    case .answered(let session): session.dialog.includes(request)
    case .proceeding: earlyTag(of: request) != nil
    case .calling, .withdrawn, .cancelling, .lingering, .over: false
    }
  }

  /// The dialog, and how far it is, for an INVITE or a REFER that names it. Early dialogs are not kept.
  var replaceable: ReplaceableDialog? {
    switch state {
    case .answered(let session): session.replaceable
    case .calling, .withdrawn, .proceeding, .cancelling, .lingering, .over: nil
    }
  }

  package mutating func handle(_ input: SessionInput, at now: Moment) -> [SessionEffect] {
    switch input {
    case .clientEnded(invite.cseq):
      isInviteOpen = false
      return finishIfDone()
    case .response(let response) where response.cseq == invite.cseq:
      return receive(response, at: now) + finishIfDone()
    case .failed(let status, invite.cseq):
      return fail(status)
    case .command(let command):
      return obey(command, at: now) + finishIfDone()
    case .request, .referral, .cancelled, .acknowledged, .response, .failed, .clientEnded, .hurried, .deadlineReached:
      return forward(input, at: now) + finishIfDone()
    }
  }

  private mutating func forward(_ input: SessionInput, at now: Moment) -> [SessionEffect] {
    switch state {
    case .answered(var session):
      let effects = session.handle(input, at: now)
      state = session.isOver ? .lingering : .answered(session)
      return effects
    case .proceeding(let progress):
      return handleEarly(input, progress, at: now)
    case .calling, .withdrawn, .cancelling, .lingering, .over:
      guard let (request, transaction) = input.request else { return [] }
      return [.respond(request.response(.callDoesNotExist), to: transaction)]
    }
  }

  private mutating func finishIfDone() -> [SessionEffect] {
    guard case .lingering = state, !isInviteOpen else { return [] }
    state = .over
    return [.finished]
  }

  // MARK: Commands

  private mutating func obey(_ command: SessionCommand, at now: Moment) -> [SessionEffect] {
    guard let reason = command.hangUpReason else { return forward(.command(command), at: now) }
    switch state {
    case .calling:
      state = .withdrawn(reason)
      return [.event(.ended(.localHangUp)), .withdraw(invite)]
    case .proceeding(let progress):
      state = .cancelling
      return closing(progress.openOffer)
        + [.event(.ended(.localHangUp)), .request(invite.cancellation(because: reason), on: flow)]
    case .answered:
      return forward(.command(command), at: now)
    case .withdrawn, .cancelling, .lingering, .over:
      return []
    }
  }

  // MARK: Responses to the INVITE

  private mutating func receive(_ response: SIPResponse, at now: Moment) -> [SessionEffect] {
    if response.status.isSuccess { return receiveSuccess(response, at: now) }
    if response.status.isFinal { return callAgain(after: response) ?? meet(response) ?? fail(response.status) }
    switch state {
    case .calling:
      return noteProgress(Progress(), response)
    case .proceeding(let progress):
      return noteProgress(progress, response)
    case .withdrawn(let reason):
      state = .cancelling
      return [.request(invite.cancellation(because: reason), on: flow)]
    case .cancelling, .answered, .lingering, .over:
      return []
    }
  }

  /// A 422 names a session interval that would do: the same call with the next number (RFC 4028 §7.3).
  private mutating func callAgain(after refusal: SIPResponse) -> [SessionEffect]? {
    guard refusal.status == .sessionIntervalTooSmall else { return nil }
    switch state {
    case .calling, .proceeding: break
    case .withdrawn, .cancelling, .answered, .lingering, .over: return nil
    }
    guard timer.raise(because: refusal.headers) else { return nil }
    state = .calling
    early = [:]
    invite.cseq.number += 1
    invite.vias = [path.via(branch: "\(Via.branchCookie)\(localTag).INVITE.\(invite.cseq.number)")]
    timer.announce(in: &invite.headers)
    return [.request(invite, on: flow)]
  }

  private mutating func receiveSuccess(_ response: SIPResponse, at now: Moment) -> [SessionEffect] {
    if let known = acknowledged[response.to.tag ?? ""] { return [.acknowledge(known.ack, on: known.flow)] }
    guard acknowledged.count < Self.forkLimit else { return [] }
    switch state {
    case .calling:
      return establish(response, nil, at: now)
    case .proceeding(let progress):
      return establish(response, progress.openOffer, at: now)
    case .withdrawn, .cancelling:
      state = .lingering
      return end(response, because: .normal)
    case .answered, .lingering, .over:
      return end(response, because: .answeredElsewhere)
    }
  }

  /// The answer stands in the 2xx, or in a reliable provisional response before it, which the 2xx cannot change
  /// (§13.2.1). Some peers give it only in an unreliable one; it counts when the 2xx has none.
  private mutating func establish(
    _ response: SIPResponse, _ open: EarlyOffer?, at now: Moment
  ) -> [SessionEffect] {
    let begun = early[response.to.tag ?? ""]
    var answer = response.carriedDescription
    if let begun, answer.isEmpty || begun.isSettled { answer = begun.description }
    guard !answer.isEmpty else {
      state = .lingering
      return closing(open) + end(response, because: .normal) + [.event(.rejected(.notAcceptableHere))]
    }
    let dialog = Dialog(of: invite, acceptedBy: response, confirming: begun?.dialog)
    let ack = acknowledge(response, in: dialog)
    timer.settle(acceptedBy: response, at: now)
    var agreement = SessionAgreement(
      local: begun?.local ?? invite.body, remote: answer, timer: timer, peerAllowsUpdate: false)
    agreement.noteAllow(response.headers)
    agreement.wantsWords = invite.headers.wantSpokenWords
    let isOurs = open.map { $0.request.from.tag == response.to.tag } ?? false
    state = .answered(
      EstablishedSession(
        dialog: dialog, path: path,
        open: isOurs ? open.map { .received($0.request, $0.transaction, until: $0.until) } ?? .none : .none,
        agreement: agreement, timers: timers, dice: dice))
    return (isOurs ? [] : closing(open)) + [ack, .event(.answered(answer))]
  }

  /// Acknowledges a 2xx and ends its dialog at once (§13.2.2.4).
  private mutating func end(_ response: SIPResponse, because reason: HangUpReason) -> [SessionEffect] {
    var dialog = Dialog(of: invite, acceptedBy: response, confirming: early[response.to.tag ?? ""]?.dialog)
    let ack = acknowledge(response, in: dialog)
    var bye = dialog.nextRequest(.bye, on: path)
    bye.headers.append(.reason, reason.reasonHeader)
    return [ack, .request(bye, on: path.flow(toward: dialog.nextHop))]
  }

  private mutating func acknowledge(_ response: SIPResponse, in dialog: Dialog) -> SessionEffect {
    let ack = dialog.acknowledgement(of: invite.cseq.number, on: path)
    let flow = path.flow(toward: dialog.nextHop)
    acknowledged[response.to.tag ?? ""] = (ack, flow)
    return .acknowledge(ack, on: flow)
  }

  /// The INVITE once more with the credentials that were asked for (§22.2); nil when there are none, or nobody wants the
  /// call any more. Its own transaction has acknowledged the challenge.
  private mutating func meet(_ response: SIPResponse) -> [SessionEffect]? {
    switch state {
    case .calling, .proceeding: break
    case .withdrawn, .cancelling, .answered, .lingering, .over: return nil
    }
    var next = invite
    next.cseq.number += 1
    next.vias = [path.via(branch: "\(Via.branchCookie)\(localTag).INVITE.\(next.cseq.number)")]
    guard digest?.meet(response, in: &next, clientNonce: dice.clientNonce()) == true else { return nil }
    invite = next
    state = .calling
    early = [:]
    return [.request(next, on: flow)]
  }

  /// The INVITE has failed for good. Its transaction, if it lives on, needs us no more.
  private mutating func fail(_ status: StatusCode) -> [SessionEffect] {
    switch state {
    case .calling:
      state = .over
      return [.event(.rejected(status)), .finished]
    case .proceeding(let progress):
      state = .over
      return closing(progress.openOffer) + [.event(.rejected(status)), .finished]
    case .withdrawn, .cancelling:
      state = .over
      return [.finished]
    case .answered, .lingering, .over:
      return []
    }
  }
}

extension SessionCommand {
  /// Why the command ends the session; nil when it does not.
  fileprivate var hangUpReason: HangUpReason? {
    switch self {
    case .hangUp(let reason): reason
    case .reject: .declined
    case .invite, .ring, .progress, .answer, .acceptReoffer, .rejectReoffer, .reoffer, .probe, .reportTransfer, .refer,
      .press, .tellWords:
      nil
    }
  }
}
