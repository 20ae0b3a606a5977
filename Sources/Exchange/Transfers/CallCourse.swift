import CallControl
import Timekeeping

/// What a call's driver drives: a caller's visit, or an agent's own call.
enum CallCourse: Sendable {
  case visit(CallMachine)
  case consultation(ConsultationMachine)

  var nextDeadline: Moment? {
    switch self {
    case .visit(let machine): machine.nextDeadline
    case .consultation(let machine): machine.nextDeadline
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
    }
  }
}
