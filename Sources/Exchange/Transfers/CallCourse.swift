import CallControl
import CallFlows
import Timekeeping

/// What a call's driver drives: a caller's visit, an agent's own call, or the trial of a line.
enum CallCourse: Sendable {
  case visit(CallMachine)
  case consultation(ConsultationMachine)
  case lineTest(LineTestMachine)

  var nextDeadline: Moment? {
    switch self {
    case .visit(let machine): machine.nextDeadline
    case .consultation(let machine): machine.nextDeadline
    case .lineTest(let machine): machine.nextDeadline
    }
  }

  /// The flow of a caller's visit, as far as it has come.
  var flow: FlowMachine? {
    switch self {
    case .visit(let machine): machine.flow
    case .consultation, .lineTest: nil
    }
  }

  mutating func handle(_ input: CallInput, at now: ClockReading) -> [CallEffect] {
    switch consume self {
    case .visit(var machine):
      let effects = machine.handle(input, at: now)
      self = .visit(machine)
      return effects
    case .consultation(var machine):
      let effects = machine.handle(input, at: now)
      self = .consultation(machine)
      return effects
    case .lineTest(var machine):
      let effects = machine.handle(input, at: now)
      self = .lineTest(machine)
      return effects
    }
  }
}
