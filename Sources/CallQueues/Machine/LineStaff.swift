import Timekeeping

/// Who is there for one queue, ready to be asked for every ticket.
struct LineStaff: Sendable {
  /// A free agent, and where the queue's strategy has the agent: the first is asked first.
  struct FreeAgent: Sendable {
    var place: FreePlace
    var agent: AgentID
  }

  /// The free agents in the order in which they are asked.
  private(set) var free: [FreeAgent] = []
  /// How many work through the queues now, by the queues that they work for.
  private(set) var serving: [[QueueID]: Int] = [:]
  /// What those can do who are signed in, and how many can do just that.
  private var crew: [Abilities: Int] = [:]
  private var conversations = 0
  private var talked = Duration.zero

  /// Whether somebody who could take such a ticket is signed in, free or not.
  func covers(_ needs: [Need]) -> Bool { crew.keys.contains { $0.meet(needs) } }

  /// What those who serve have done on average: what somebody who signs in begins with.
  var meanWork: Workload {
    let count = max(1, serving.values.reduce(0, +))
    return Workload(conversations: conversations / count, talked: talked / count)
  }

  /// Takes a member in whom the queue has not had; or, with `-1`, forgets one.
  mutating func count(_ member: StaffMember, by step: Int, _ strategy: RoutingStrategy) {
    if member.countsAsSignedIn { count(member.abilities, by: step) }
    if member.isServing { count(working: member, by: step) }
    guard let rank = member.idleRank else { return }
    let place = FreePlace(of: member, rank, strategy)
    if step > 0 { insert(member.agent.id, place) } else { remove(place) }
  }

  /// A member of the queue has changed in what is counted here; abilities and queues are the same.
  mutating func change(_ before: StaffMember, to after: StaffMember, _ strategy: RoutingStrategy) {
    if before.countsAsSignedIn != after.countsAsSignedIn {
      count(after.abilities, by: after.countsAsSignedIn ? 1 : -1)
    }
    if before.isServing != after.isServing {
      count(working: before.isServing ? before : after, by: before.isServing ? -1 : 1)
    } else if after.isServing {
      conversations += after.work.conversations - before.work.conversations
      talked += after.work.talked - before.work.talked
    }
    if let rank = before.idleRank { remove(FreePlace(of: before, rank, strategy)) }
    if let rank = after.idleRank { insert(after.agent.id, FreePlace(of: after, rank, strategy)) }
  }

  private mutating func count(_ abilities: Abilities, by step: Int) {
    let count = crew[abilities, default: 0] + step
    crew[abilities] = count > 0 ? count : nil
  }

  private mutating func count(working member: StaffMember, by step: Int) {
    let count = serving[member.agent.queues, default: 0] + step
    serving[member.agent.queues] = count > 0 ? count : nil
    conversations += step * member.work.conversations
    talked += member.work.talked * step
  }

  private mutating func insert(_ agent: AgentID, _ place: FreePlace) {
    free.insert(FreeAgent(place: place, agent: agent), at: index(of: place))
  }

  private mutating func remove(_ place: FreePlace) {
    let index = index(of: place)
    guard index < free.count, free[index].place == place else { return }
    free.remove(at: index)
  }

  /// Where that place is, or belongs.
  private func index(of place: FreePlace) -> Int {
    var low = 0
    var high = free.count
    while low < high {
      let middle = (low + high) / 2
      if free[middle].place < place { low = middle + 1 } else { high = middle }
    }
    return low
  }
}

/// Where a strategy has a free agent: whoever has the lowest place is asked first, and of equals who has been free longest.
struct FreePlace: Comparable, Sendable {
  private var measure: Int64
  private var rank: IdleRank

  init(of member: StaffMember, _ rank: IdleRank, _ strategy: RoutingStrategy) {
    self.rank = rank
    measure =
      switch strategy {
      case .longestIdle, .ringAll, .random: 0
      case .fewestCalls: Int64(member.work.conversations)
      case .leastTalkTime: Int64(member.work.talked / .milliseconds(1))
      case .roundRobin: Int64(member.work.lastOffer)
      case .inOrder: Int64(member.position)
      }
  }

  static func < (left: Self, right: Self) -> Bool {
    left.measure == right.measure ? left.rank < right.rank : left.measure < right.measure
  }
}
