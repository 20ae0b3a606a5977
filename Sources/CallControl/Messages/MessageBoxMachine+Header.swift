import CallFlows
import Redaction
import Timekeeping

/// What is said before a message.
extension MessageBoxMachine {
  /// That it is a complaint, from which number, and how long ago.
  func header(of message: WaitingMessage, at now: WallTime) -> [PromptReference] {
    let digits = (message.caller?.exposed ?? "").compactMap { Self.digits[$0] }
    let words = (message.isComplaint ? [.messagesComplaint] : []) + (digits.isEmpty ? [] : [.messagesFrom] + digits)
    return words.map { PromptReference($0.name, in: language) } + [age(now - message.left)]
  }

  /// From two on in each unit, so that no language needs a singular.
  private func age(_ age: Duration) -> PromptReference {
    let minutes = Int(clamping: Int64(max(.zero, age) / .seconds(60)))
    let (prompt, number): (ServicePrompt, Int) =
      switch minutes {
      case ..<2: (.messagesNow, 0)
      case ..<120: (.messagesMinutes, minutes)
      case ..<2880: (.messagesHours, minutes / 60)
      default: (.messagesDays, minutes / 1440)
      }
    guard let value = prompt.valueName else { return PromptReference(prompt.name, in: language) }
    return PromptReference(prompt.name, in: language, values: [value: .number(number)])
  }

  private static let digits: [Character: ServicePrompt] = [
    "0": .zero, "1": .one, "2": .two, "3": .three, "4": .four, "5": .five, "6": .six, "7": .seven, "8": .eight,
    "9": .nine,
  ]
}
