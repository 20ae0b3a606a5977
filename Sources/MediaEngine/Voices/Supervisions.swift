/// Who supervises whom, by slots: a supervisor one agent, an agent any number of supervisors.
struct Supervisions {
  private struct Seat {
    var agent: Int
    var kind: Supervision
  }

  private var seats: [Int: Seat] = [:]
  private var supervisors: [Int: [Int]] = [:]

  var count: Int { seats.count }

  /// Whom a supervisor supervises.
  func agent(of supervisor: Int) -> Int? { seats[supervisor]?.agent }

  /// Who supervises an agent.
  func supervisors(of agent: Int) -> [Int] { supervisors[agent] ?? [] }

  mutating func begin(_ supervisor: Int, _ agent: Int, _ kind: Supervision) {
    end(supervisor)
    seats[supervisor] = Seat(agent: agent, kind: kind)
    supervisors[agent, default: []].append(supervisor)
  }

  /// Whoever `slot` supervises is supervised by it no more.
  mutating func end(_ slot: Int) {
    guard let seat = seats.removeValue(forKey: slot) else { return }
    supervisors[seat.agent]?.removeAll { $0 == slot }
    if supervisors[seat.agent]?.isEmpty == true { supervisors[seat.agent] = nil }
  }

  /// A stream is gone, as whatever it was.
  mutating func close(_ slot: Int) {
    end(slot)
    for supervisor in supervisors(of: slot) { end(supervisor) }
  }

  /// Everybody who is in one conversation with `slot`, itself included, in the order of the slots.
  ///
  /// - Parameter peer: the slot with which a slot is bridged.
  func group(of slot: Int, peer: (Int) -> Int?) -> [Int] {
    var group: Set = [slot]
    var next = [slot]
    while let one = next.popLast() {
      for other in [peer(one), agent(of: one)].compactMap(\.self) + supervisors(of: one)
      where group.insert(other).inserted {
        next.append(other)
      }
    }
    return group.sorted()
  }

  /// Whom a member of a group hears.
  ///
  /// - Parameter peer: the slot with which a slot is bridged.
  func speakers(to listener: Int, in group: [Int], peer: (Int) -> Int?) -> [Int] {
    group.filter { speaker in
      guard speaker != listener else { return peer(listener) == listener }
      // A supervisor who talks with nobody else is heard as far as the kind of the supervision goes.
      guard let seat = seats[speaker] else { return true }
      switch seat.kind {
      case .listen: return false
      case .whisper: return listener == seat.agent
      case .join: return true
      }
    }
  }
}
