package import SIPSyntax
package import Timekeeping

/// A call by us, from its INVITE on: the user agent client's side (RFC 3261 §13.2).
///
///     calling ──1xx──▶ proceeding ──2xx──▶ answered (an EstablishedSession)
///        │                 └──hang up──▶ cancelling
///        └──hang up──▶ withdrawn ──1xx──▶ cancelling
///     any ──3xx-6xx, timeout──▶ over
///
/// The first 2xx is kept; every further one, from a fork, is acknowledged and ended at once, also after the session
/// itself has ended: it lives until its INVITE transaction is gone.
package struct OutgoingSession: Sendable {
  private enum State: Sendable {
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

  private struct Progress: Sendable {
    var hasRung = false
    /// The last session description of a provisional response.
    var description: [UInt8] = []
  }

  /// Different 2xx to one INVITE that are served; no honest proxy forks wider.
  static let forkLimit = 16

  package let localTag: String
  private var state: State = .calling
  private let invite: SIPRequest
  private let flow: SIPFlow
  private let path: SignallingPath
  private let timers: SIPTimers
  private var dice: SessionDice
  /// The ACK of each 2xx by the peer's tag, for its repetitions.
  private var acknowledged: [String: (ack: SIPRequest, flow: SIPFlow)] = [:]
  private var isInviteOpen = true

  /// `invite` is complete; `start` sends it on `flow`.
  package init(
    invite: SIPRequest, localTag: String, on flow: SIPFlow, path: SignallingPath, timers: SIPTimers, dice: SessionDice
  ) {
    self.invite = invite
    self.localTag = localTag
    self.flow = flow
    self.path = path
    self.timers = timers
    self.dice = dice
  }

  package func start() -> [SessionEffect] { [.request(invite, on: flow)] }

  package var nextDeadline: Moment? {
    switch state {
    case .answered(let session): session.nextDeadline
    case .calling, .withdrawn, .proceeding, .cancelling, .lingering, .over: nil
    }
  }

  /// Whether a request with our tag belongs to this session.
  package func includes(_ request: SIPRequest) -> Bool {
    switch state {
    case .answered(let session): session.dialog.includes(request)
    case .calling, .withdrawn, .proceeding, .cancelling, .lingering, .over: false
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
    guard case .answered(var session) = state else {
      guard let (request, transaction) = input.request else { return [] }
      return [.respond(request.response(.callDoesNotExist), to: transaction)]
    }
    let effects = session.handle(input, at: now)
    state = session.isOver ? .lingering : .answered(session)
    return effects
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
    case .proceeding:
      state = .cancelling
      return [.event(.ended(.localHangUp)), .request(invite.cancellation(because: reason), on: flow)]
    case .answered:
      return forward(.command(command), at: now)
    case .withdrawn, .cancelling, .lingering, .over:
      return []
    }
  }

  // MARK: Responses to the INVITE

  private mutating func receive(_ response: SIPResponse, at now: Moment) -> [SessionEffect] {
    if response.status.isSuccess { return receiveSuccess(response) }
    if response.status.isFinal { return fail(response.status) }
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

  private mutating func noteProgress(_ progress: Progress, _ response: SIPResponse) -> [SessionEffect] {
    var progress = progress
    var events: [SessionEffect] = []
    if response.status == .ringing, !progress.hasRung {
      progress.hasRung = true
      events.append(.event(.ringing))
    }
    if !response.body.isEmpty, response.body != progress.description,
      response.headers.mediaType == Capabilities.mediaType
    {
      progress.description = response.body
      events.append(.event(.earlyMedia(response.body)))
    }
    state = .proceeding(progress)
    return events
  }

  private mutating func receiveSuccess(_ response: SIPResponse) -> [SessionEffect] {
    if let known = acknowledged[response.to.tag ?? ""] { return [.acknowledge(known.ack, on: known.flow)] }
    guard acknowledged.count < Self.forkLimit else { return [] }
    switch state {
    case .calling:
      return establish(response, earlier: [])
    case .proceeding(let progress):
      return establish(response, earlier: progress.description)
    case .withdrawn, .cancelling:
      state = .lingering
      return end(response, because: .normal)
    case .answered, .lingering, .over:
      return end(response, because: .answeredElsewhere)
    }
  }

  /// Some peers give their answer only in a provisional response; it counts when the 2xx has none.
  private mutating func establish(_ response: SIPResponse, earlier: [UInt8]) -> [SessionEffect] {
    let answer = response.body.isEmpty ? earlier : response.body
    guard !answer.isEmpty else {
      state = .lingering
      return end(response, because: .normal) + [.event(.rejected(.notAcceptableHere))]
    }
    let dialog = Dialog(of: invite, acceptedBy: response)
    let ack = acknowledge(response, in: dialog)
    state = .answered(EstablishedSession(dialog: dialog, path: path, timers: timers, dice: dice))
    return [ack, .event(.answered(answer))]
  }

  /// Acknowledges a 2xx and ends its dialog at once (§13.2.2.4).
  private mutating func end(_ response: SIPResponse, because reason: HangUpReason) -> [SessionEffect] {
    var dialog = Dialog(of: invite, acceptedBy: response)
    let ack = acknowledge(response, in: dialog)
    var bye = dialog.nextRequest(.bye, on: path)
    if let value = reason.reasonHeader { bye.headers.append(.reason, value) }
    return [ack, .request(bye, on: path.flow(toward: dialog.nextHop))]
  }

  private mutating func acknowledge(_ response: SIPResponse, in dialog: Dialog) -> SessionEffect {
    let ack = dialog.acknowledgement(of: invite.cseq.number, on: path)
    let flow = path.flow(toward: dialog.nextHop)
    acknowledged[response.to.tag ?? ""] = (ack, flow)
    return .acknowledge(ack, on: flow)
  }

  /// The INVITE has failed for good. Its transaction, if it lives on, needs us no more.
  private mutating func fail(_ status: StatusCode) -> [SessionEffect] {
    switch state {
    case .calling, .proceeding:
      state = .over
      return [.event(.rejected(status)), .finished]
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
    case .invite, .ring, .answer, .acceptReoffer, .rejectReoffer, .reoffer, .probe, .reportTransfer, .refer: nil
    }
  }
}
