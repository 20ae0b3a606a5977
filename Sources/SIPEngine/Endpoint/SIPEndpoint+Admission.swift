import Redaction
import SIPSyntax
import Timekeeping

extension SIPEndpoint {
  /// A request that begins something: who sent it, may he, can we.
  mutating func receiveOutsideDialog(_ arrival: Arrival, at now: Moment) {
    let request = arrival.request
    let isCall = request.method == .invite
    if isCall || request.method == .options, isDraining { return turnAway(arrival) }
    if isCall, liveSessions >= configuration.limits.sessions { return turnAway(arrival) }
    guard let origin = admit(arrival, at: now) else { return }
    stranger = nil
    let tag = statelessTag(for: request)
    if let refusal = request.methodRefusal(toTag: tag) { return send(refusal, on: arrival.answerFlow) }
    // What a REGISTER may require is the registrar's to say.
    if request.method != .register, let refusal = request.extensionRefusal(toTag: tag) {
      return send(refusal, on: arrival.answerFlow)
    }
    switch request.method {
    case .invite: receiveINVITE(arrival, from: origin, at: now)
    case .register: receiveREGISTER(arrival, from: origin, at: now)
    case .subscribe: receiveSUBSCRIBE(arrival, from: origin, at: now)
    case .options:
      var response = request.response(.ok, toTag: tag)
      Capabilities.describe(&response)
      send(response, on: arrival.answerFlow)
    default: refuse(arrival, .callDoesNotExist)
    }
  }

  /// Whose request it is; nil when it has been answered with a challenge or a refusal.
  private mutating func admit(_ arrival: Arrival, at now: Moment) -> IncomingCall.Origin? {
    let trunk = board.trunk(of: arrival.request, on: arrival.flow, static: configuration.trunks)
    switch Admission.origin(of: arrival.request, from: trunk, configuration: configuration) {
    case .trunk(let name):
      return .trunk(name)
    case .refused(let status):
      count(.refused)
      noteStranger(arrival.flow, asking: arrival.request.askedName, at: now)
      refuse(arrival, status)
      return nil
    case .mustAuthenticate(let asProxyAuth):
      return authenticate(arrival, asProxyAuth: asProxyAuth, at: now)
    }
  }

  private mutating func authenticate(
    _ arrival: Arrival, asProxyAuth: Bool, at now: Moment
  ) -> IncomingCall.Origin? {
    let source = SourceKey(arrival.flow.remote.host)
    let attempt = authenticator.attempt(in: arrival.request, from: arrival.flow.remote, at: now)
    guard mayTry(attempt, from: source, at: now) else { return nil }
    let verdict = authenticator.judge(
      arrival.request, accounts: configuration.accounts, source: arrival.flow.remote, at: now)
    scheduleNonceCleaning(at: now)
    switch verdict {
    case .authenticated(let user):
      sourceGuard.noteProof(account: user, at: source, now: now)
      return .account(user)
    case .challenge(let values):
      count(.challenged)
      noteStranger(arrival.flow, asking: arrival.request.askedName, at: now)
      challenge(arrival, with: values, asProxyAuth: asProxyAuth)
      return nil
    case .refused:
      count(.refused)
      noteFailure(attempt, on: arrival.flow, at: now)
      noteStranger(arrival.flow, asking: arrival.request.askedName, at: now)
      refuse(arrival, .forbidden)
      return nil
    }
  }

  private mutating func receiveREGISTER(_ arrival: Arrival, from origin: IncomingCall.Origin, at now: Moment) {
    guard case .account(let user) = origin else { return refuse(arrival, .forbidden) }
    guard arrival.request.namesAddressOfRecord(within: configuration.domain) else { return refuse(arrival, .notFound) }
    let id = transactions.openServer(arrival.request, respondingOn: arrival.answerFlow, owner: nil)
    var (response, events) = registrar.handle(
      arrival.request, account: user, flow: arrival.flow,
      neighbours: configuration.networks(around: arrival.flow.remote.host), at: now)
    if response.to.tag == nil { response.to.tag = statelessTag(for: arrival.request) }
    respond(response, to: id, at: now)
    report(events, at: now)
  }

  private mutating func receiveINVITE(_ arrival: Arrival, from origin: IncomingCall.Origin, at now: Moment) {
    let request = arrival.request
    let tag = statelessTag(for: request)
    guard let dialled = request.uri.dialString else { return refuse(arrival, .unsupportedURIScheme) }
    if let refusal = request.bodyRefusal(toTag: tag) ?? request.acceptRefusal(toTag: tag)
      ?? request.intervalRefusal(configuration.sessionTimer, toTag: tag)
    {
      return send(refusal, on: arrival.answerFlow)
    }
    let dialog: Dialog
    do throws(SIPParseError) {
      dialog = try Dialog(answering: request, localTag: newToken())
    } catch {
      count(.malformed)
      return refuse(arrival, .badRequest, reason: error.sentence)
    }
    let replaced: SessionID?
    switch replacement(by: request, from: origin) {
    case .nothing: replaced = nil
    case .session(let id): replaced = id
    case .refused(let status):
      count(.refused)
      return refuse(arrival, status)
    }
    guard hasRoom(for: origin), shedding.admits(at: now), rate.admits(at: now) else { return turnAway(arrival) }
    var call = call(dialled, arrival, from: origin)
    call.replaces = replaced
    open(call, dialog, arrival, at: now)
  }

  private mutating func open(_ call: IncomingCall, _ dialog: Dialog, _ arrival: Arrival, at now: Moment) {
    let request = arrival.request
    let id = SessionID(side: .incoming, number: lastIncoming + 1)
    if case .trunk(let name) = call.origin, !board.noteArrival(on: name, as: id) {
      // Every line of the trunk is in use, which is what busy means on a telephone line.
      return refuse(arrival, .busyHere)
    }
    lastIncoming += 1

    let transaction = transactions.openServer(request, respondingOn: arrival.answerFlow, owner: .session(id))
    let path = SignallingPath(
      flow: arrival.flow, written: configuration.writtenAddress(of: arrival.flow),
      isSymmetric: request.isSymmetric(receivedOn: arrival.flow),
      trusted: configuration.trunk(calling: arrival.flow.remote.host)?.from ?? []
    ).answering(request)
    let session = IncomingSession(
      request, transaction: transaction, dialog: dialog, path: path, timers: timers,
      sessionTimer: configuration.sessionTimer, dice: SessionDice(seed: random.next()), at: now)
    insert(Session(session), as: id)
    noteBeginning(of: id, by: call.origin)
    sessions[id]?.peer = SessionPeer(origin: call.origin, host: arrival.flow.remote.host)
    respond(request.response(.trying), to: transaction, at: now)
    effects.append(.session(id, .offered(call)))
  }
}

extension SIPRequest {
  /// Whether the address-of-record in To is one of the domain that the Request-URI names (§10.3 step 5), or of ours,
  /// or written with an address, as phones do that know us by nothing else.
  fileprivate func namesAddressOfRecord(within domain: String) -> Bool {
    guard let host = to.uri.sip?.host.lowercased() else { return false }
    return host == uri.host?.lowercased() || host == domain.lowercased() || IPAddress(host) != nil
  }
}
