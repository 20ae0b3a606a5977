import CallQueues
import Redaction
import Timekeeping

/// Two queues and some agents under random events, watched from outside: it believes only the effects, and says what
/// is wrong with them.
struct QueueModel {
  static let queues: [QueueID] = ["support", "sales"]
  static let languages = ["en", "es", "pl"]

  var machine: QueueMachine
  var now = ClockReading(moment: .zero, wall: WallTime(sinceEpoch: .seconds(1_800_000_000)))
  var random: SeededGenerator
  var agents: [AgentID: Agent] = [:]
  var listed: Set<AgentID> = []
  var present: Set<AgentID> = []
  /// Tickets that wait, offered or not, with what they asked for and the priority they have.
  var waiting: [TicketID: (request: TicketRequest, priority: TicketPriority, number: Int)] = [:]
  var places: [TicketID: Int] = [:]
  var offers: [OfferID: Offer] = [:]
  var talks: [TicketID: AgentID] = [:]
  /// What was asked for of the agents beside the queues, and what was granted.
  var wishes: [EngagementID: Engagement] = [:]
  var engaged: [EngagementID: AgentID] = [:]
  /// Offers that are over, whose answers may still be under way.
  var staleOffers: [Offer] = []
  var entries = 0
  var complaints: [String] = []
  let strategy: RoutingStrategy
  /// What was seen, to prove that the run was no idle one.
  var seen: [String: Int] = [:]

  init(seed: UInt64) {
    random = SeededGenerator(seed: seed)
    let strategy = RoutingStrategy.allCases[Int(seed) % RoutingStrategy.allCases.count]
    self.strategy = strategy
    machine = QueueMachine(
      queues: [
        QueueSettings(
          id: "support", strategy: strategy, ring: .seconds(20), wrapUp: .seconds(30), atMost: 4,
          nobody: .after(.seconds(30)),
          age: .seconds(90)),
        QueueSettings(
          id: "sales", strategy: strategy, ring: .seconds(15), wrapUp: .zero, nobody: .after(.zero), age: nil),
      ], seed: seed)
  }

  mutating func step() {
    let input = randomInput()
    let before = Dictionary(uniqueKeysWithValues: agents.keys.map { ($0, machine.status(of: $0)) })
    note(input)
    let effects = machine.handle(input, at: now)
    for effect in effects { follow(effect, before) }
    checkState(after: input)
  }

  /// Everybody leaves, every conversation ends and every deadline passes.
  mutating func settle() {
    for ticket in waiting.keys.sorted() { handle(.leave(ticket, .abandoned)) }
    for ticket in talks.keys.sorted() { handle(.conversationEnded(ticket)) }
    for engagement in engaged.keys.sorted() { handle(.release(engagement, wasAnswered: true)) }
    while let deadline = machine.nextDeadline {
      now = now.advanced(by: max(.zero, deadline - now.moment))
      handle(.deadlineReached)
    }
  }

  private mutating func handle(_ input: QueueInput) {
    note(input)
    for effect in machine.handle(input, at: now) { follow(effect, [:]) }
    checkState(after: input)
  }

  mutating func complain(_ sentence: String) {
    complaints.append("at \(now.moment): \(sentence)")
  }

  func fits(_ agent: AgentID, _ request: TicketRequest) -> Bool {
    guard let agent = agents[agent], agent.queues.contains(request.queue) else { return false }
    return request.needs["language"].map { agent.languages.contains($0) } ?? true
  }
}

/// What happens.
extension QueueModel {
  private mutating func randomInput() -> QueueInput {
    if let deadline = machine.nextDeadline, chance(25) {
      now = now.advanced(by: max(.zero, deadline - now.moment))
      return .deadlineReached
    }
    if chance(60) { now = now.advanced(by: .milliseconds(Int.random(in: 0...4000, using: &random))) }
    switch Int.random(in: 0..<100, using: &random) {
    case 0..<27: return .enter(randomRequest())
    case 27..<33: return .leave(anyTicket(), [.abandoned, .left, .ended][Int.random(in: 0...2, using: &random)])
    case 33..<52: return answer(accepts: true)
    case 52..<62: return answer(accepts: false)
    case 62..<73: return .conversationEnded(talks.keys.sorted().randomElement(using: &random) ?? "none")
    case 73..<76: return randomWish()
    case 76..<78: return .release(anyEngagement(), wasAnswered: chance(60))
    case 78..<80: return randomTransfer()
    case 80..<86: return .signedIn(anyAgent())
    case 86..<89: return .signedOut(anyAgent())
    case 89..<93: return .paused(anyAgent(), chance(40))
    case 93..<95: return .agents(randomList())
    default: return .deadlineReached
    }
  }

  private mutating func chance(_ percent: Int) -> Bool { Int.random(in: 0..<100, using: &random) < percent }

  private mutating func anyAgent() -> AgentID { AgentID("a\(Int.random(in: 0..<9, using: &random))") }

  private mutating func anyTicket() -> TicketID {
    (waiting.keys.sorted() + talks.keys.sorted()).randomElement(using: &random) ?? "none"
  }

  private mutating func anyEngagement() -> EngagementID {
    engaged.keys.sorted().randomElement(using: &random) ?? "none"
  }

  private mutating func randomWish() -> QueueInput {
    entries += 1
    let wish = Engagement(id: EngagementID("e\(entries)"), agent: anyAgent(), isAgentsOwn: chance(40))
    wishes[wish.id] = wish
    return .engage(wish)
  }

  /// A conversation goes on with an engaged agent, who is in none; now and then its first agent has hung up before.
  private mutating func randomTransfer() -> QueueInput {
    let idle = engaged.filter { !talks.values.contains($0.value) }
    guard let engagement = idle.keys.sorted().randomElement(using: &random) else { return .deadlineReached }
    entries += 1
    let known = chance(70) ? talks.keys.sorted().randomElement(using: &random) : nil
    return .conversationTaken(known ?? TicketID("t\(entries)"), "support", engagement)
  }

  private mutating func randomRequest() -> TicketRequest {
    entries += 1
    return TicketRequest(
      ticket: TicketID("t\(entries)"), queue: Self.queues[Int.random(in: 0...1, using: &random)],
      needs: chance(70) ? ["language": Self.languages[Int.random(in: 0...2, using: &random)]] : [:],
      priority: TicketPriority.allCases[Int.random(in: 0...3, using: &random)],
      longestWait: chance(50) ? .seconds(Int.random(in: 1...120, using: &random)) : nil)
  }

  private mutating func randomList() -> [Agent] {
    (0..<9).filter { _ in chance(85) }.map { number in
      Agent(
        id: AgentID("a\(number)"), name: "Agent \(number)", phone: Redacted("2\(number)"),
        queues: Self.queues.filter { _ in chance(75) }, languages: Self.languages.filter { _ in chance(60) })
    }
  }

  /// An agent's phone answers, or will not; now and then about an offer that is over.
  private mutating func answer(accepts: Bool) -> QueueInput {
    let standing = offers.values.sorted { $0.id < $1.id }.randomElement(using: &random)
    let offer = chance(15) ? staleOffers.randomElement(using: &random) ?? standing : standing
    guard let offer else { return .deadlineReached }
    let reason = DeclineReason.allCases[Int.random(in: 0..<DeclineReason.allCases.count, using: &random)]
    return accepts ? .offerAccepted(offer.ticket, offer.id) : .offerDeclined(offer.ticket, offer.id, reason)
  }
}
