import SIPSyntax
import Timekeeping

extension TargetHunt {
  /// The next group gets its turn; without one the hunt is over.
  mutating func tryNextGroup(at now: Moment) -> [HuntEffect] {
    guard !groups.isEmpty, lastNumber < Self.branchLimit else { return finish() }
    let (group, depth) = groups.removeFirst()
    spares = group.spares
    continuation = group.continuation
    isAnswered = false
    groupEnds = group.ringTime.map { now + $0 }
    let effects = start(group.targets, depth: depth, at: now)
    return branches.isEmpty ? tryNextGroup(at: now) : effects
  }

  mutating func start(_ targets: [OutgoingTarget], depth: Int, at now: Moment) -> [HuntEffect] {
    targets.prefix(Self.branchLimit - lastNumber).map { target in
      lastNumber += 1
      tried.append((target.uri, target.path.flow))
      branches[lastNumber] = Branch(target: target, depth: depth, patienceEnds: target.patience.map { now + $0 })
      return .start(target, as: lastNumber)
    }
  }

  /// A branch has come to nothing.
  mutating func fail(_ number: Int, _ status: StatusCode, at now: Moment) -> [HuntEffect] {
    guard let branch = branches.removeValue(forKey: number) else { return [] }
    if heardBranch == number { heardBranch = nil }
    if let effects = follow(branch, at: now) { return effects + goOn(at: now) }
    refusals.note(status)
    if status.rawValue >= 600 { return withdraw(.normal) + finish() }
    let isFailure = status.isFailureOfTarget(hasRung: branch.hasRung)
    if !isFailure { isAnswered = true }
    if isFailure, let spare = takeSpare(for: branch.target) {
      return start([spare], depth: branch.depth, at: now)
    }
    return goOn(at: now)
  }

  /// Once nothing of a group is left, the next one gets its turn, if it may.
  private mutating func goOn(at now: Moment) -> [HuntEffect] {
    guard branches.isEmpty else { return [] }
    switch continuation {
    case .afterAnyRefusal: return tryNextGroup(at: now)
    case .afterFailure: return isAnswered ? finish() : tryNextGroup(at: now)
    }
  }

  /// Another flow to the same phone.
  private mutating func takeSpare(for target: OutgoingTarget) -> OutgoingTarget? {
    guard let instance = target.instance, let index = spares.firstIndex(where: { $0.instance == instance }) else {
      return nil
    }
    return spares.remove(at: index)
  }

  /// Goes where a 3xx leads: to the most preferred contacts at once, to the others before any group that was to come.
  /// Nil when it leads nowhere, or only in a circle.
  private mutating func follow(_ branch: Branch, at now: Moment) -> [HuntEffect]? {
    guard branch.depth < Self.redirectionLimit else { return nil }
    let fresh = branch.redirection.compactMap { group in
      var group = group
      group.targets.removeAll { target in
        tried.contains { $0.uri.isEquivalent(to: target.uri) && $0.flow == target.path.flow }
      }
      return group.targets.isEmpty ? nil : group
    }
    guard let first = fresh.first, lastNumber < Self.branchLimit else { return nil }
    groups.insert(contentsOf: fresh.dropFirst().map { ($0, branch.depth + 1) }, at: 0)
    return start(first.targets, depth: branch.depth + 1, at: now)
  }

  /// Gives up every branch that is still being tried.
  mutating func withdraw(_ reason: HangUpReason) -> [HuntEffect] {
    defer { branches = [:] }
    return branches.keys.sorted().map { .command($0, .hangUp(reason)) }
  }

  mutating func finish() -> [HuntEffect] {
    phase = .over
    groups = []
    return [.event(.rejected(refusals.best))]
  }
}
