package import SIPSyntax
package import Timekeeping

/// All trunks of the house: keeps them registered, asks whether they are there, and knows which one may carry a call.
///
/// It owns one `TrunkRegistration` for each trunk that registers and one `TrunkHealth` for each server, looks servers
/// up again when what is known of them gets old, and counts what is in use. The names it has looked up are those of the
/// configuration, never one that a message brought.
package struct TrunkBoard: Sendable {
  package enum Input: Sendable {
    /// The sockets are open.
    case started
    /// The servers that were looked for, in the order of trying; none when they could not be found.
    case located(LocationID, [SignallingPath], timeToLive: Duration)
    case response(SIPResponse, to: TrunkRequest)
    /// No response: 408, or 503 when the request could not leave.
    case failed(StatusCode, TrunkRequest)
    /// The house closes: take leave of the registrars.
    case drain
    case deadlineReached
  }

  package enum Effect: Sendable, Equatable {
    case locate(LocationID, ServerQuery)
    case send(SIPRequest, on: SIPFlow, for: TrunkRequest)
    case event(String, TrunkEvent)
  }

  /// Servers are looked for again no sooner and no later than this, whatever the name server says.
  static let locationAge: ClosedRange<Duration> = .seconds(30)...Duration.seconds(3600)

  let plan: OutsidePlan
  private let domain: String
  var lines: [TrunkLine]
  private var random: any RandomNumberGenerator & Sendable
  private var isDraining = false

  /// - Parameters:
  ///   - domain: the house's own, for From where a trunk has none.
  ///   - random: where Call-IDs, tags and client nonces come from; must not be guessable outside of tests.
  package init(plan: OutsidePlan, domain: String, random: any RandomNumberGenerator & Sendable) {
    self.plan = plan
    self.domain = domain
    self.random = random
    lines = plan.trunks.map(TrunkLine.init)
    for index in lines.indices {
      guard let registration = lines[index].plan.registration else { continue }
      lines[index].registration = TrunkRegistration(
        registration, account: lines[index].plan.account, callID: newToken() + newToken(), localTag: newToken(),
        dice: SessionDice(seed: self.random.next()))
    }
  }

  package var nextDeadline: Moment? { lines.compactMap(\.nextDeadline).min() }

  /// Farewells to registrars that have not been answered yet.
  package var farewells: Int { lines.count { $0.registration?.isLeaving == true } }

  package var states: [TrunkState] { lines.map(\.state) }

  package mutating func handle(_ input: Input, at now: Moment) -> [Effect] {
    switch input {
    case .started: return lines.indices.flatMap { start($0, at: now) }
    case .located(let id, let paths, let life): return take(paths, for: id, timeToLive: life, at: now)
    case .response(let response, let request): return receive(response, to: request, at: now)
    case .failed(let status, let request): return note(failure: status, of: request, at: now)
    case .drain: return drain(at: now)
    case .deadlineReached: return lines.indices.flatMap { reachDeadlines($0, at: now) }
    }
  }

  // MARK: Looking for servers

  private mutating func start(_ index: Int, at now: Moment) -> [Effect] {
    lines[index].locations.flatMap { locate($0.id, $0.uri, line: index) }
  }

  private mutating func locate(_ id: LocationID, _ uri: SIPURI, line index: Int) -> [Effect] {
    lines[index].locateAt[id] = nil
    // A URI that nothing can be found for was refused with the configuration.
    guard !isDraining, let query = ServerQuery(uri) else { return [] }
    return [.locate(id, query)]
  }

  private mutating func take(
    _ paths: [SignallingPath], for id: LocationID, timeToLive: Duration, at now: Moment
  ) -> [Effect] {
    guard let index = lines.firstIndex(where: { $0.plan.name == id.trunk }) else { return [] }
    let bounds = Self.locationAge
    lines[index].locateAt[id] = now + min(max(timeToLive, bounds.lowerBound), bounds.upperBound)
    var effects: [Effect] = []
    let isDestination = id.role == .destination || lines[index].plan.sendTo == nil
    if isDestination {
      let known = lines[index].servers
      lines[index].servers = paths.map { path in
        let health = known.first { $0.path.flow == path.flow }?.health
        return .init(path: path, health: health ?? TrunkHealth(interval: lines[index].plan.probe, at: now))
      }
      if paths.isEmpty, lines[index].toldUp != false { effects.append(event(index, .notFound)) }
    }
    if id.role == .registrar {
      lines[index].registrars = paths.map(\.flow)
      effects += register(index, .located(paths), at: now)
    }
    return effects + (isDestination ? tellChange(index) : [])
  }

  private mutating func reachDeadlines(_ index: Int, at now: Moment) -> [Effect] {
    var effects: [Effect] = []
    for (id, uri) in lines[index].locations {
      guard let due = lines[index].locateAt[id], due <= now else { continue }
      effects += locate(id, uri, line: index)
    }
    if let due = lines[index].registration?.nextDeadline, due <= now {
      effects += register(index, .deadlineReached, at: now)
    }
    for place in lines[index].servers.indices {
      guard let due = lines[index].servers[place].health.nextDeadline, due <= now else { continue }
      effects += check(index, place, .deadlineReached, at: now)
    }
    return effects
  }

  private mutating func drain(at now: Moment) -> [Effect] {
    isDraining = true
    return lines.indices.flatMap { register($0, .unregister, at: now) }
  }

  // MARK: Registration

  private mutating func receive(_ response: SIPResponse, to request: TrunkRequest, at now: Moment) -> [Effect] {
    switch request {
    case .register(let trunk):
      guard let index = lines.firstIndex(where: { $0.plan.name == trunk }) else { return [] }
      return register(index, .response(response), at: now)
    case .probe(let trunk, let flow):
      guard response.status.isFinal else { return [] }
      return check(trunk, flow, .answered(response.status), at: now)
    }
  }

  private mutating func note(failure status: StatusCode, of request: TrunkRequest, at now: Moment) -> [Effect] {
    switch request {
    case .register(let trunk):
      guard let index = lines.firstIndex(where: { $0.plan.name == trunk }) else { return [] }
      return register(index, .failed(status), at: now)
    case .probe(let trunk, let flow):
      return check(trunk, flow, .unanswered, at: now)
    }
  }

  private mutating func register(_ index: Int, _ input: TrunkRegistration.Input, at now: Moment) -> [Effect] {
    guard let wanted = lines[index].registration?.handle(input, at: now) else { return [] }
    let name = lines[index].plan.name
    return wanted.flatMap { effect -> [Effect] in
      switch effect {
      case .send(let request, let flow): return [.send(request, on: flow, for: .register(trunk: name))]
      case .event(let event): return [.event(name, .registration(event))]
      case .locate:
        guard let (id, uri) = lines[index].locations.first(where: { $0.id.role == .registrar }) else { return [] }
        return locate(id, uri, line: index)
      }
    }
  }

  // MARK: Health

  private mutating func check(
    _ trunk: String, _ flow: SIPFlow, _ input: TrunkHealth.Input, at now: Moment
  ) -> [Effect] {
    guard let index = lines.firstIndex(where: { $0.plan.name == trunk }),
      let place = lines[index].servers.firstIndex(where: { $0.path.flow == flow })
    else { return [] }
    return check(index, place, input, at: now)
  }

  private mutating func check(_ index: Int, _ place: Int, _ input: TrunkHealth.Input, at now: Moment) -> [Effect] {
    let wanted = lines[index].servers[place].health.handle(input, at: now)
    let path = lines[index].servers[place].path
    let effects = wanted.map { effect -> Effect in
      switch effect {
      case .probe:
        return .send(
          probe(lines[index].plan, on: path), on: path.flow, for: .probe(trunk: lines[index].plan.name, path.flow))
      case .wentDown: return event(index, .serverWentDown(path.flow.remote))
      case .cameUp: return event(index, .serverCameUp(path.flow.remote))
      }
    }
    return effects + tellChange(index)
  }

  /// OPTIONS to the trunk itself (RFC 3261 §11.1). A challenge is an answer, so no credentials ever go along.
  private mutating func probe(_ plan: TrunkPlan, on path: SignallingPath) -> SIPRequest {
    var uri = plan.destination ?? SIPURI(host: path.flow.remote.host)
    uri.user = nil
    uri.password = nil
    let path = path.leading(to: uri)
    let tag = newToken()
    var from = NameAddress(uri: .sip(SIPURI(host: domain)))
    from.tag = tag
    var request = SIPRequest(
      method: .options, uri: .sip(uri), vias: [path.via(branch: "\(Via.branchCookie)\(tag).OPTIONS.1")], from: from,
      to: NameAddress(uri: .sip(uri)), callID: newToken() + newToken(), cseq: CSeq(number: 1, method: .options))
    request.headers.append(.maxForwards, "70")
    request.headers.append(.contact, path.contact)
    request.headers.append(.accept, Capabilities.mediaType)
    return request
  }

  /// Tells once when the trunk as a whole came or went.
  private mutating func tellChange(_ index: Int) -> [Effect] {
    let isUp = lines[index].servers.contains { $0.health.isUp }
    guard lines[index].toldUp != isUp else { return [] }
    lines[index].toldUp = isUp
    return [event(index, isUp ? .cameUp : .wentDown)]
  }

  private func event(_ index: Int, _ event: TrunkEvent) -> Effect {
    .event(lines[index].plan.name, event)
  }

  private mutating func newToken() -> String { String(random.next(), radix: 36) }
}

extension TrunkBoard: CustomStringConvertible {
  package var description: String {
    "trunks · " + lines.map { "\($0.plan.name) \($0.isUsable ? "usable" : "not usable")" }.joined(separator: ", ")
  }
}
