/// The way from a URI to the servers to try (RFC 3263 §4): which transport, which port, which addresses.
///
///     start ─┬─ IP literal ─────────────────────────────────────▶ located
///            ├─ port given ────────────────────────▶ addresses ─▶ located
///            ├─ transport given ─▶ SRV ─┐
///            └─ NAPTR ──▶ SRV ──────────┴──none──▶ addresses of the name itself
///
/// It asks no name server: it says which question is open and takes the answers in any order.
package struct ServerLocation: Sendable {
  package enum Effect: Sendable, Equatable {
    case ask(DNSQuestion)
    /// The last word: the servers, in the order of trying, at least one.
    case located(LocatedServers)
    /// The last word: there is no such server, and so it is for a while.
    case nowhere(timeToLive: Duration)
    /// The last word: the name servers could not tell.
    case failed
  }

  /// Which kinds of addresses this machine can send to.
  package struct Families: OptionSet, Sendable, Hashable {
    package let rawValue: UInt8

    package init(rawValue: UInt8) {
      self.rawValue = rawValue
    }

    package static let ipv4 = Families(rawValue: 1)
    package static let ipv6 = Families(rawValue: 2)
  }

  /// Servers and records that are looked at; the largest carriers have eight.
  private static let limit = 16
  /// How long an answer holds that no record stands behind: an IP literal, a name that does not exist.
  package static let standingTimeToLive = Duration.seconds(3600)
  package static let negativeTimeToLive = Duration.seconds(60)
  /// Of transports that nothing recommends, the first we speak.
  private static let plainPreference: [SIPFlow.Transport] = [.udp, .tcp, .tls]

  private struct Service: Sendable, Hashable {
    var transport: SIPFlow.Transport
    var question: DNSQuestion
  }

  private struct Place: Sendable, Hashable {
    var transport: SIPFlow.Transport
    var host: String
    var port: UInt16
  }

  private enum Step: Sendable {
    case ready
    case naptr
    /// These services are asked for; the first that has records wins.
    case services([Service])
    case addresses([Place])
    case over
  }

  private let query: ServerQuery
  private let speaking: Set<SIPFlow.Transport>
  private let families: Families
  private var dice: SessionDice
  private var step = Step.ready
  private var answers: [DNSQuestion: DNSAnswer] = [:]

  /// - Parameter speaking: the transports that this house can open.
  package init(
    _ query: ServerQuery, speaking: Set<SIPFlow.Transport>, families: Families, dice: SessionDice
  ) {
    self.query = query
    self.speaking = speaking
    self.families = families
    self.dice = dice
  }

  package mutating func start() -> [Effect] {
    guard case .ready = step else { return [] }
    if let transport = query.transport, !speaking.contains(transport) { return finish(.failed) }
    guard let standard = query.transport ?? standardTransport else { return finish(.failed) }
    if IPAddress(query.host) != nil {
      let port = query.port ?? standard.defaultPort
      return finish(
        .located(
          LocatedServers(
            targets: [target(standard, TransportAddress(host: query.host, port: port))],
            timeToLive: Self.standingTimeToLive)))
    }
    if let port = query.port {
      return askForAddresses([Place(transport: standard, host: query.host, port: port)])
    }
    if let transport = query.transport { return askForServices([service(transport)]) }
    step = .naptr
    return ask([DNSQuestion(query.host, .naptr)])
  }

  /// An answer to a question that was asked; the same answer twice, or one that nobody waits for, changes nothing.
  package mutating func handle(_ answer: DNSAnswer, to question: DNSQuestion) -> [Effect] {
    guard answers[question] == nil else { return [] }
    switch step {
    case .ready, .over:
      return []
    case .naptr:
      guard question == DNSQuestion(query.host, .naptr) else { return [] }
      answers[question] = answer
      return readRecommendations(answer)
    case .services(let services):
      guard services.contains(where: { $0.question == question }) else { return [] }
      answers[question] = answer
      return readServices(services)
    case .addresses(let places):
      guard places.contains(where: { $0.host.isSame(as: question.name) }) else { return [] }
      answers[question] = answer
      return readAddresses(places)
    }
  }

  /// Without any recommendation: UDP, and TLS for `sips:` (§4.1); what we speak where we do not speak that.
  private var standardTransport: SIPFlow.Transport? {
    (query.isSecure ? [.tls, .wss] : Self.plainPreference).first { speaking.contains($0) }
  }

  private func service(_ transport: SIPFlow.Transport) -> Service {
    Service(transport: transport, question: DNSQuestion("\(transport.serviceLabel).\(query.host)", .srv))
  }

  private func target(_ transport: SIPFlow.Transport, _ address: TransportAddress) -> ServerTarget {
    ServerTarget(transport: transport, address: address, domain: transport.isSecure ? query.host : nil)
  }

  private mutating func finish(_ effect: Effect) -> [Effect] {
    step = .over
    return [effect]
  }

  private func ask(_ questions: [DNSQuestion]) -> [Effect] {
    questions.map(Effect.ask)
  }

  // MARK: NAPTR

  /// The first recommendation, by order and preference, that we can follow (§4.1).
  private mutating func readRecommendations(_ answer: DNSAnswer) -> [Effect] {
    var best: (rank: (UInt16, UInt16), service: Service)?
    if case .records(let records, _) = answer {
      for case .naptr(let order, let preference, let flags, let service, let replacement) in records.prefix(Self.limit)
      {
        guard flags.lowercased() == "s", let transport = SIPFlow.Transport(service: service),
          speaking.contains(transport), !query.isSecure || transport.isSecure, !replacement.isEmpty
        else { continue }
        let candidate = Service(transport: transport, question: DNSQuestion(replacement, .srv))
        if let best, best.rank <= (order, preference) { continue }
        best = ((order, preference), candidate)
      }
    }
    if let best { return askForServices([best.service]) }
    let transports: [SIPFlow.Transport] = query.isSecure ? [.tls] : Self.plainPreference
    return askForServices(transports.filter(speaking.contains).map(service))
  }

  // MARK: SRV

  private mutating func askForServices(_ services: [Service]) -> [Effect] {
    step = .services(services)
    return services.isEmpty ? finish(.failed) : ask(services.map(\.question))
  }

  private mutating func readServices(_ services: [Service]) -> [Effect] {
    for service in services {
      switch answers[service.question] {
      case nil:
        return []
      case .records(let records, _):
        let places = places(of: records, transport: service.transport)
        if !places.isEmpty { return askForAddresses(places) }
      case .nothing, .failed:
        continue
      }
    }
    // Records that name no server at all: the service is decidedly not offered (RFC 2782, a target of `.`).
    guard !services.contains(where: { answers[$0.question]?.isRecords == true }) else {
      return finish(.nowhere(timeToLive: timeToLive))
    }
    let only = services.count == 1 ? services.first?.transport : nil
    guard let transport = query.transport ?? only ?? standardTransport else { return finish(.failed) }
    return askForAddresses([Place(transport: transport, host: query.host, port: transport.defaultPort)])
  }

  /// By priority; within one, by chance that follows the weights (RFC 2782).
  private mutating func places(of records: [DNSRecord], transport: SIPFlow.Transport) -> [Place] {
    var groups: [UInt16: [(weight: UInt16, place: Place)]] = [:]
    for case .srv(let priority, let weight, let port, let host) in records.prefix(Self.limit) {
      let name = DNSQuestion(host, .a).name
      guard !name.isEmpty, port > 0 else { continue }
      groups[priority, default: []].append((weight, Place(transport: transport, host: name, port: port)))
    }
    return groups.sorted { $0.key < $1.key }.flatMap { drawn(from: $0.value) }
  }

  private mutating func drawn(from candidates: [(weight: UInt16, place: Place)]) -> [Place] {
    // Those without weight stand first, so that they have a small chance beside the others.
    var rest = candidates.filter { $0.weight == 0 } + candidates.filter { $0.weight > 0 }
    var order: [Place] = []
    while !rest.isEmpty {
      let sum = rest.reduce(UInt64(0)) { $0 + UInt64($1.weight) }
      let mark = dice.roll(below: sum + 1)
      var running: UInt64 = 0
      let chosen = rest.firstIndex { candidate in
        running += UInt64(candidate.weight)
        return running >= mark
      }
      order.append(rest.remove(at: chosen ?? rest.startIndex).place)
    }
    return order
  }

  // MARK: Addresses

  private mutating func askForAddresses(_ places: [Place]) -> [Effect] {
    step = .addresses(places)
    var asked: Set<DNSQuestion> = []
    let questions = places.flatMap { self.questions(for: $0.host) }.filter { asked.insert($0).inserted }
    return questions.isEmpty ? readAddresses(places) : ask(questions)
  }

  /// None for an IP literal, which some zones wrongly have as a target.
  private func questions(for host: String) -> [DNSQuestion] {
    guard IPAddress(host) == nil else { return [] }
    return (families.contains(.ipv6) ? [DNSQuestion(host, .aaaa)] : [])
      + (families.contains(.ipv4) ? [DNSQuestion(host, .a)] : [])
  }

  private mutating func readAddresses(_ places: [Place]) -> [Effect] {
    var targets: [ServerTarget] = []
    for place in places {
      if IPAddress(place.host) != nil {
        targets.append(target(place.transport, TransportAddress(host: place.host, port: place.port)))
      }
      for question in questions(for: place.host) {
        guard let answer = answers[question] else { return [] }
        guard case .records(let records, _) = answer else { continue }
        for case .address(let host) in records.prefix(Self.limit) {
          let target = target(place.transport, TransportAddress(host: host, port: place.port))
          if !targets.contains(target) { targets.append(target) }
        }
      }
    }
    if !targets.isEmpty {
      return finish(
        .located(LocatedServers(targets: Array(targets.prefix(Self.limit)), timeToLive: timeToLive)))
    }
    let anyFailed = answers.values.contains(.failed)
    return finish(anyFailed ? .failed : .nowhere(timeToLive: timeToLive))
  }

  /// The shortest of the answers that were used.
  private var timeToLive: Duration {
    let lives = answers.values.compactMap { answer in
      switch answer {
      case .records(_, let life): life
      case .nothing, .failed: nil
      }
    }
    return lives.min() ?? Self.negativeTimeToLive
  }
}

extension DNSAnswer {
  fileprivate var isRecords: Bool {
    if case .records = self { true } else { false }
  }
}

extension String {
  /// Whether two names are the same to a name server.
  fileprivate func isSame(as name: String) -> Bool { DNSQuestion(self, .a).name == name }
}

extension SIPFlow.Transport {
  /// The labels of the SRV name (RFC 3263 §4.2, RFC 7118 §5.3).
  fileprivate var serviceLabel: String {
    switch self {
    case .udp: "_sip._udp"
    case .tcp: "_sip._tcp"
    case .tls: "_sips._tcp"
    case .ws: "_sip._ws"
    case .wss: "_sips._wss"
    }
  }

  /// From the service field of a NAPTR record (RFC 3263 §4.1, RFC 7118 §5.3).
  fileprivate init?(service: String) {
    switch service.uppercased() {
    case "SIP+D2U": self = .udp
    case "SIP+D2T": self = .tcp
    case "SIPS+D2T": self = .tls
    case "SIP+D2W": self = .ws
    case "SIPS+D2W": self = .wss
    default: return nil
    }
  }
}
