import Timekeeping

extension QueueMachine {
  /// Offers tickets to free agents until no ticket waits that a free agent could take.
  ///
  /// That was so before this input, so only the tickets and agents it has freed can pair: a ticket that had been
  /// waiting pairs with a freed agent or with none.
  mutating func match(_ turn: inout Turn) {
    guard freeAgents > 0, !(turn.freedAgents.isEmpty && turn.freedTickets.isEmpty) else { return }
    var freed = turn.freedAgents.filter { staff[$0]?.idleRank != nil }
    var open = turn.freedTickets
    var march = March(lists(for: freed, open), at: turn.now.moment)
    while let id = march.next() {
      if freeAgents == 0 || (freed.isEmpty && open.isEmpty) { return }
      guard let ticket = tickets[id], let strategy = lines[ticket.queue]?.settings.strategy,
        ticket.offers.isEmpty || strategy == .ringAll
      else { continue }
      let pool = open.remove(id) != nil ? nil : freed
      for choice in choices(for: ticket, strategy, among: pool, turn) {
        freed.remove(choice.agent)
        offer(id, to: choice.agent, why: choice.why, &turn)
      }
    }
  }

  /// The tickets that could pair now, line by line.
  private func lists(for freed: Set<AgentID>, _ open: Set<TicketID>) -> [March.List] {
    var queues: Set<QueueID> = []
    for agent in freed { queues.formUnion(staff[agent]?.agent.queues ?? []) }
    var lists = queues.sorted().compactMap { queue in
      lines[queue].map { March.List(entries: $0.entries, weight: $0.settings.weight) }
    }
    for ticket in open.compactMap({ tickets[$0] }) where queues.isDisjoint(with: ticket.queues) {
      let weight = lines[ticket.queue]?.settings.weight ?? 1
      lists.append(March.List(entries: [entry(of: ticket, in: ticket.queue)], weight: weight))
    }
    return lists
  }

  /// Who is asked, and why: one agent, or all where the queue asks all at once.
  ///
  /// - Parameter pool: the agents to choose from; `nil`: all who are free.
  private mutating func choices(
    for ticket: WaitingTicket, _ strategy: RoutingStrategy, among pool: Set<AgentID>?, _ turn: Turn
  ) -> [(agent: AgentID, why: String)] {
    if let preferred = ticket.preferred {
      guard pool?.contains(preferred) ?? true, staff[preferred]?.idleRank != nil else { return [] }
      return [(preferred, "has talked with the caller before")]
    }
    for queue in ticket.queues {
      let fitting = fitting(ticket, in: queue, among: pool)
      guard !fitting.isEmpty else { continue }
      let suffix = queue == ticket.queue ? "" : ", of \(queue)"
      if strategy == .ringAll {
        return fitting.map { ($0, "one of \(fitting.count) asked at once\(suffix)") }
      }
      let best = masters(of: ticket.needs, among: fitting)
      let chosen = strategy == .random ? best.randomElement(using: &dice) ?? best[0] : best[0]
      return [(chosen, reason(for: chosen, strategy, among: fitting.count, turn) + suffix)]
    }
    return []
  }

  /// The free agents of a queue who can take the ticket, in the order of the strategy.
  private func fitting(_ ticket: WaitingTicket, in queue: QueueID, among pool: Set<AgentID>?) -> [AgentID] {
    guard let line = lines[queue] else { return [] }
    var fitting: [AgentID] = []
    for free in line.staff.free where pool?.contains(free.agent) ?? true {
      guard let member = staff[free.agent], member.abilities.meet(ticket.needs) else { continue }
      fitting.append(free.agent)
    }
    return fitting
  }

  /// Those who master best what is needed, in the same order.
  private func masters(of needs: [Need], among agents: [AgentID]) -> [AgentID] {
    guard agents.count > 1, needs.contains(where: { $0.name != "language" }) else { return agents }
    let mastery = agents.map { staff[$0]?.abilities.mastery(of: needs) ?? 0 }
    let best = mastery.max()
    return zip(agents, mastery).filter { $0.1 == best }.map(\.0)
  }

  func canTake(_ member: StaffMember, _ queue: QueueID, _ needs: [Need]) -> Bool {
    member.agent.queues.contains(queue) && member.abilities.meet(needs)
  }

  private func reason(for id: AgentID, _ strategy: RoutingStrategy, among fitting: Int, _ turn: Turn) -> String {
    guard let member = staff[id], let rank = member.idleRank else { return "" }
    let idle = (turn.now.moment - rank.since).inWords
    if fitting == 1 { return "the only free agent who fits, free for \(idle)" }
    let among = "of \(fitting) who fit"
    return switch strategy {
    case .longestIdle, .ringAll: "free the longest (\(idle)) \(among)"
    case .fewestCalls: "has had the fewest conversations (\(member.work.conversations)) \(among)"
    case .leastTalkTime: "has talked the least (\(member.work.talked.inWords)) \(among)"
    case .roundRobin: "was asked longest ago \(among)"
    case .random: "by chance \(among)"
    case .inOrder: "the first in the agents' list \(among)"
    }
  }
}

/// The tickets of several lines in the order in which they are served: the more urgent first, and of equals whoever has
/// waited for longest, a second counting as much as the line's weight says.
struct March {
  struct List {
    var entries: [WaitingLine.Entry]
    var weight: Int
    fileprivate var index = 0

    init(entries: [WaitingLine.Entry], weight: Int) {
      self.entries = entries
      self.weight = weight
    }

    fileprivate var head: WaitingLine.Entry? { index < entries.count ? entries[index] : nil }
  }

  private var lists: [List]
  private let now: Moment
  private var seen: Set<TicketID> = []

  init(_ lists: [List], at now: Moment) {
    self.lists = lists
    self.now = now
  }

  mutating func next() -> TicketID? {
    while let ticket = step() {
      // Who waits in two lines comes once.
      if lists.count == 1 || seen.insert(ticket).inserted { return ticket }
    }
    return nil
  }

  private mutating func step() -> TicketID? {
    var best: Int?
    for index in lists.indices where lists[index].head != nil {
      if best.map({ comesBefore(lists[index], lists[$0]) }) ?? true { best = index }
    }
    guard let best else { return nil }
    defer { lists[best].index += 1 }
    return lists[best].head?.ticket
  }

  private func comesBefore(_ left: List, _ right: List) -> Bool {
    guard let one = left.head, let other = right.head else { return left.head != nil }
    if one.rank.priority != other.rank.priority || left.weight == right.weight { return one.rank < other.rank }
    let (waited, othersWaited) = ((now - one.enteredAt) * left.weight, (now - other.enteredAt) * right.weight)
    return waited == othersWaited ? one.rank < other.rank : waited > othersWaited
  }
}
