/// Numbers to which a flow transfers, and which begin a flow of the same house: nobody is called there.
struct TransferRules {
  let flow: Flow
  let release: FlowRelease

  func check() -> [Diagnostic] {
    flow.orderedSteps.compactMap { step in
      guard case .transfer(let action) = step.action, case .number(let number) = action.target,
        let own = release.flow(forNumber: number)
      else { return nil }
      return Diagnostic(
        .warning, "\(number) begins the flow `\(own.name)`, which nobody is transferred to", rule: "own-number",
        mend: "write `run: \(own.name)`; only a number that is an agent's phone, too, is called",
        at: step.location)
    }
  }
}
