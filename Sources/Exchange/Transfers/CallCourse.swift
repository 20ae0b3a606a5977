import CallControl
import CallFlows
import Timekeeping

/// What a call's driver drives: a caller's visit, an agent's own call, the trial of a line, a supervisor's call,
/// messages that are heard, or a prompt that is recorded.
enum CallCourse: Sendable {
  case visit(CallMachine)
  case consultation(ConsultationMachine)
  case lineTest(LineTestMachine)
  case supervision(SupervisionMachine)
  case messages(MessageBoxMachine)
  case promptRecording(PromptRecordingMachine)

  var nextDeadline: Moment? {
    switch self {
    case .visit(let machine): machine.nextDeadline
    case .consultation(let machine): machine.nextDeadline
    case .lineTest(let machine): machine.nextDeadline
    case .supervision(let machine): machine.nextDeadline
    case .messages(let machine): machine.nextDeadline
    case .promptRecording(let machine): machine.nextDeadline
    }
  }

  /// The conversation with an agent that others may take part in.
  var conversation: Conversation? {
    switch self {
    case .visit(let machine): machine.conversation
    case .consultation, .lineTest, .supervision, .messages, .promptRecording: nil
    }
  }

  /// How far a transfer by the flow is.
  var flowTransfer: FlowTransferStage? {
    switch self {
    case .visit(let machine): machine.flowTransfer
    case .consultation, .lineTest, .supervision, .messages, .promptRecording: nil
    }
  }

  /// The flow of a caller's visit, as far as it has come.
  var flow: FlowMachine? {
    switch self {
    case .visit(let machine): machine.flow
    case .consultation, .lineTest, .supervision, .messages, .promptRecording: nil
    }
  }

  /// What a call that records a prompt is for.
  var promptOrder: PromptRecordingOrder? {
    switch self {
    case .promptRecording(let machine): machine.order
    case .visit, .consultation, .lineTest, .supervision, .messages: nil
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
    case .supervision(var machine):
      let effects = machine.handle(input, at: now)
      self = .supervision(machine)
      return effects
    case .messages(var machine):
      let effects = machine.handle(input, at: now)
      self = .messages(machine)
      return effects
    case .promptRecording(var machine):
      let effects = machine.handle(input, at: now)
      self = .promptRecording(machine)
      return effects
    }
  }
}
