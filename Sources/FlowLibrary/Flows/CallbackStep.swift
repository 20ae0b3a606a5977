import CallFlows

/// `callback`: a promise to call back.
extension StepReader {
  func callback(_ fields: MappingReader) -> Action? {
    notConnected("callback", "it always ends in `refused`", fields)
    let prompt = prompt("callback", fields)
    let queue: QueueName? = fields.require("queue", mend: "add `queue: QUEUE`: who calls back").flatMap {
      reader.name($0, "`queue`")
    }
    let at: ScheduleName? = fields.take("at").flatMap { reader.name($0, "`at`") }
    let number = fields.take("number").flatMap { reader.expression($0, "`number`") }
    let attempts = fields.count("attempts", in: 1...20)
    let gap = fields.duration("gap")
    let booked = outcome("booked", fields)
    let refused = outcome("refused", fields)
    let invalid = optionalOutcome("invalid", fields)
    let patience = patience(fields, outcomes: ["silent"])
    guard let prompt, let queue, let booked, let refused, let patience else { return nil }
    return .callback(
      CallbackAction(
        prompt: prompt, queue: queue, at: at, number: number, attempts: attempts, gap: gap, booked: booked,
        refused: refused, invalid: invalid, patience: patience))
  }
}
