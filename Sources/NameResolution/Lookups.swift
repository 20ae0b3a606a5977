package import SIPEngine
package import Timekeeping

/// The lookups that are under way: which question serves whom, what is already known, and what held last.
///
/// A question is asked once, however many lookups wait for it. When the name servers do not answer, the servers that
/// were found last are given once more, for a day: an old address that works is better than none.
package struct Lookups: Sendable {
  package struct ID: Hashable, Sendable {
    package var number: UInt64

    package init(number: UInt64) {
      self.number = number
    }
  }

  package enum Effect: Equatable, Sendable {
    case ask(DNSQuestion)
    /// The last word about a lookup.
    case tell(ID, LocatedServers)
  }

  private struct Lookup: Sendable {
    var query: ServerQuery
    var location: ServerLocation
    var open: Set<DNSQuestion> = []
  }

  private struct Found: Sendable {
    var servers: LocatedServers
    var at: Moment
  }

  /// How long servers are remembered that cannot be looked up any more.
  static let lastGoodLifetime = Duration.seconds(86_400)
  /// When to ask again after a failure.
  static let retry = Duration.seconds(30)
  /// Lookups remembered for worse times: the configuration has fewer names.
  private static let lastGoodCapacity = 256

  private let speaking: Set<SIPFlow.Transport>
  private let families: ServerLocation.Families
  private var dice: SessionDice
  private var memory = DNSMemory()
  private var lookups: [ID: Lookup] = [:]
  private var asked: Set<DNSQuestion> = []
  private var lastGood: [ServerQuery: Found] = [:]

  package init(speaking: Set<SIPFlow.Transport>, families: ServerLocation.Families, seed: UInt64) {
    self.speaking = speaking
    self.families = families
    dice = SessionDice(seed: seed)
  }

  /// Whether nobody waits for anything.
  package var isIdle: Bool { asked.isEmpty }

  package mutating func begin(_ query: ServerQuery, as id: ID, at now: Moment) -> [Effect] {
    var location = ServerLocation(
      query, speaking: speaking, families: families, dice: SessionDice(seed: dice.next()))
    let effects = location.start()
    lookups[id] = Lookup(query: query, location: location)
    return follow(effects, of: id, at: now)
  }

  package mutating func take(_ answer: DNSAnswer, to question: DNSQuestion, at now: Moment) -> [Effect] {
    asked.remove(question)
    memory.keep(answer, to: question, at: now)
    let waiting = lookups.keys.filter { lookups[$0]?.open.contains(question) == true }
    return waiting.sorted { $0.number < $1.number }.flatMap { hand(answer, to: question, for: $0, at: now) }
  }

  private mutating func hand(
    _ answer: DNSAnswer, to question: DNSQuestion, for id: ID, at now: Moment
  ) -> [Effect] {
    lookups[id]?.open.remove(question)
    guard let effects = lookups[id]?.location.handle(answer, to: question) else { return [] }
    return follow(effects, of: id, at: now)
  }

  private mutating func follow(_ wanted: [ServerLocation.Effect], of id: ID, at now: Moment) -> [Effect] {
    var effects: [Effect] = []
    for effect in wanted {
      switch effect {
      case .ask(let question): effects += ask(question, for: id, at: now)
      case .located(let servers): effects += end(id, servers, at: now)
      case .nowhere(let life): effects += end(id, LocatedServers(targets: [], timeToLive: life), at: now)
      case .failed: effects += fail(id, at: now)
      }
    }
    return effects
  }

  private mutating func ask(_ question: DNSQuestion, for id: ID, at now: Moment) -> [Effect] {
    if let known = memory.answer(to: question, at: now) { return hand(known, to: question, for: id, at: now) }
    lookups[id]?.open.insert(question)
    return asked.insert(question).inserted ? [.ask(question)] : []
  }

  private mutating func end(_ id: ID, _ servers: LocatedServers, at now: Moment) -> [Effect] {
    guard let lookup = lookups.removeValue(forKey: id) else { return [] }
    if servers.targets.isEmpty {
      lastGood[lookup.query] = nil
    } else {
      if lastGood.count >= Self.lastGoodCapacity { lastGood = [:] }
      lastGood[lookup.query] = Found(servers: servers, at: now)
    }
    return [.tell(id, servers)]
  }

  private mutating func fail(_ id: ID, at now: Moment) -> [Effect] {
    guard let lookup = lookups.removeValue(forKey: id) else { return [] }
    var servers = LocatedServers(targets: [], timeToLive: Self.retry)
    if let found = lastGood[lookup.query], now - found.at < Self.lastGoodLifetime {
      servers.targets = found.servers.targets
    }
    return [.tell(id, servers)]
  }
}
