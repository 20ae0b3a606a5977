internal import Timekeeping

/// `choose`, and the clocks that expressions read.
extension FlowMachine {
  mutating func enter(_ choice: Choose, of step: Step, at now: ClockReading) -> Onward {
    let clock = clock(at: now)
    let lot = ChanceDraw.percent(call: variables.facts.id, flow: flowName, step: step.name)
    var shares = 0
    for (index, branch) in choice.branches.enumerated() {
      switch branch.condition {
      case .when(let condition):
        guard variables.holds(condition, at: clock) else { continue }
      case .share(let percent):
        shares += min(max(percent, 0), 100)
        guard lot < shares else { continue }
      }
      // By number: the record must not tell what a secret was compared with.
      return leave(step, "branch \(index + 1)", to: branch.go)
    }
    return leave(step, "else", to: choice.otherwise)
  }

  /// What the clocks of the flow's time zone show.
  func clock(at now: ClockReading) -> CivilTime? {
    guard let zone = flow.flatMap(release.timeZone) ?? release.schedules.values.map(\.timeZone).min() else {
      return nil
    }
    return CivilTime(now.wall, in: zone)
  }
}
