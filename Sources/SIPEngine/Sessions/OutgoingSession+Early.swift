import SIPSyntax
import Timekeeping

/// An offer that the peer made in an UPDATE before it took the call.
struct EarlyOffer: Sendable {
  let request: SIPRequest
  let transaction: TransactionID
  /// When an owner that has not answered it is taken for gone.
  let until: Moment
}

/// The call while it rings here and there: provisional responses, and requests within early dialogs.
extension OutgoingSession {
  /// 180 rings, a description may be heard; 181, 182, 183 without one, and 199 only show that the call goes on.
  mutating func noteProgress(_ progress: Progress, _ response: SIPResponse) -> [SessionEffect] {
    var progress = progress
    state = .proceeding(progress)
    var effects: [SessionEffect] = []
    if response.status != .trying, let tag = response.to.tag {
      guard let prack = noteEarlyDialog(tag, response) else { return [] }
      effects = prack
    }
    if response.status == .ringing, !progress.hasRung {
      progress.hasRung = true
      effects.append(.event(.ringing))
    }
    let description = heardDescription(response)
    if !description.isEmpty, description != progress.description {
      progress.description = description
      effects.append(.event(.earlyMedia(description)))
    }
    state = .proceeding(progress)
    return effects
  }

  /// The description to be heard from now on: once a reliable response has brought the answer, that one (§13.2.1).
  private func heardDescription(_ response: SIPResponse) -> [UInt8] {
    guard response.status != .trying, response.status != .earlyDialogTerminated, !response.carriedDescription.isEmpty
    else {
      return []
    }
    guard let known = response.to.tag.flatMap({ early[$0] }), known.isSettled else {
      return response.carriedDescription
    }
    return known.description
  }

  /// Notes what the response says about its early dialog; the PRACK, if it wants one. Nil when it is not to be heeded:
  /// a repetition, out of order, or from one fork too many.
  private mutating func noteEarlyDialog(_ tag: String, _ response: SIPResponse) -> [SessionEffect]? {
    guard early[tag] != nil || early.count < Self.forkLimit else { return nil }
    var known = early[tag] ?? EarlyDialog(of: invite, begunBy: response)
    let wasSettled = known.isSettled
    var effects: [SessionEffect] = []
    if let number = response.reliableNumber {
      guard let prack = known.acknowledgement(of: response, numbered: number, on: path) else { return nil }
      effects = [.request(prack, on: path.flow(toward: known.dialog.nextHop))]
      known.isSettled = known.isSettled || !response.carriedDescription.isEmpty
    }
    if response.status == .earlyDialogTerminated { known.isOver = true }
    if !response.carriedDescription.isEmpty, !wasSettled, !known.isOver {
      known.description = response.carriedDescription
    }
    early[tag] = known
    return effects
  }

  /// The tag of the early dialog that a request belongs to.
  func earlyTag(of request: SIPRequest) -> String? {
    guard let tag = request.from.tag, let known = early[tag], !known.isOver, known.dialog.includes(request) else {
      return nil
    }
    return tag
  }

  // MARK: Requests

  mutating func handleEarly(_ input: SessionInput, _ progress: Progress, at now: Moment) -> [SessionEffect] {
    switch input {
    case .request(let request, let transaction), .referral(let request, let transaction, _):
      return receive(request, transaction, progress, at: now)
    case .command(.acceptReoffer(let answer)):
      return acceptOffer(answer, progress)
    case .command(.rejectReoffer(let status)):
      return rejectOffer(status, progress)
    case .deadlineReached:
      guard let open = progress.openOffer, now >= open.until else { return [] }
      return rejectOffer(.serverTimeout, progress)
    case .command, .cancelled, .acknowledged, .response, .failed, .clientEnded, .hurried:
      return []
    }
  }

  private mutating func receive(
    _ request: SIPRequest, _ transaction: TransactionID, _ progress: Progress, at now: Moment
  ) -> [SessionEffect] {
    guard let tag = earlyTag(of: request), var known = early[tag] else {
      return [.respond(request.response(.callDoesNotExist), to: transaction)]
    }
    guard known.dialog.takesInOrder(request) else {
      return [.respond(request.response(.serverInternalError), to: transaction)]
    }
    early[tag] = known
    switch request.method {
    case .options:
      var response = request.response(.ok)
      Capabilities.describe(&response)
      return [.respond(response, to: transaction)]
    case .info:
      return request.answeredINFO(wantsWords: invite.headers.wantSpokenWords).effects(in: transaction)
    case .update:
      return receiveUPDATE(request, transaction, tag, progress, at: now)
    default:
      // The called side may not end an early dialog by BYE (§15), and a re-INVITE has to wait for the first.
      return [.respond(request.response(.callDoesNotExist), to: transaction)]
    }
  }

  /// An offer is open until a reliable response has answered it (RFC 3311 §5.2).
  private mutating func receiveUPDATE(
    _ request: SIPRequest, _ transaction: TransactionID, _ tag: String, _ progress: Progress, at now: Moment
  ) -> [SessionEffect] {
    if let refusal = request.bodyRefusal(toTag: nil) { return [.respond(refusal, to: transaction)] }
    guard progress.openOffer == nil else { return [.respond(request.laterResponse(&dice), to: transaction)] }
    let description = request.carriedDescription
    guard !description.isEmpty else {
      early[tag]?.dialog.refreshTarget(from: request.headers)
      return [.respond(acceptance(of: request, carrying: []), to: transaction)]
    }
    guard early[tag]?.isSettled == true else {
      return [.respond(request.response(.requestPending), to: transaction)]
    }
    var progress = progress
    progress.openOffer = EarlyOffer(request: request, transaction: transaction, until: now + timers.patience / 2)
    state = .proceeding(progress)
    return [.event(.reoffered(description))]
  }

  private mutating func acceptOffer(_ answer: [UInt8], _ progress: Progress) -> [SessionEffect] {
    guard let open = progress.openOffer, let tag = open.request.from.tag else { return [] }
    var progress = progress
    progress.openOffer = nil
    state = .proceeding(progress)
    early[tag]?.dialog.refreshTarget(from: open.request.headers)
    early[tag]?.description = open.request.carriedDescription
    early[tag]?.local = answer
    return [.respond(acceptance(of: open.request, carrying: answer), to: open.transaction)]
  }

  private mutating func rejectOffer(_ status: StatusCode, _ progress: Progress) -> [SessionEffect] {
    guard let open = progress.openOffer else { return [] }
    var progress = progress
    progress.openOffer = nil
    state = .proceeding(progress)
    let refusal: StatusCode = status.rawValue >= 300 ? status : .notAcceptableHere
    return [.respond(open.request.response(refusal), to: open.transaction)]
  }

  private func acceptance(of request: SIPRequest, carrying description: [UInt8]) -> SIPResponse {
    var response = request.response(.ok)
    response.headers.append(.contact, path.contact)
    Capabilities.announce(in: &response.headers)
    response.carry(description)
    return response
  }

  /// The last answer to an offer that nobody will answer any more.
  func closing(_ open: EarlyOffer?) -> [SessionEffect] {
    guard let open else { return [] }
    return [.respond(open.request.response(.requestTerminated), to: open.transaction)]
  }
}
