import CallControl
import CallFlows
import CallQueues
import Redaction
import Timekeeping

/// The service that the tests call: a greeting, a menu, a queue, and something to say after each way out of it.
enum FrontDesk {
  static let flow: FlowName = "front-desk"
  static let queue = QueueSettings(
    id: "support", ring: .seconds(20), wrapUp: .seconds(30), needs: ["language": .callLanguage], music: "tune",
    announce: QueueAnnouncements(first: .seconds(15), every: .seconds(45), place: .whenItImproves, wait: true))

  /// The same queue, whose conversations are recorded, as its callers hear.
  static var recordedQueue: QueueSettings {
    var recorded = queue
    recorded.record = QueueRecording(keep: .seconds(30 * 86_400), announce: "recorded-call")
    return recorded
  }

  /// The same queue, whose agents are told who comes.
  static var whisperingQueue: QueueSettings {
    var whispering = queue
    whispering.whisper = QueueWhisper(prompt: "a-call-for-support")
    return whispering
  }

  /// - Parameter reason: what the menu's option says about the call.
  static func release(queue action: QueueAction = agents, reason: String? = nil) -> FlowRelease {
    let patience = Patience(
      wait: .seconds(6), betweenKeys: .seconds(3), tries: 2, giveUp: Destination(.step("agents")))
    let menu = Menu(
      prompt: "main-menu", options: [KeySequence(.one): Destination(.step("agents"), reason: reason)],
      patience: patience)
    let flow = Flow(
      name: flow, numbers: ["100"], languages: ["en"], anywhere: [.star: .repeat], start: "greeting",
      failed: Destination(.step("agents")),
      steps: [
        Step(name: "greeting", action: .say(Say(prompts: ["welcome"], then: Destination(.step("menu"))))),
        Step(name: "menu", action: .menu(menu)),
        Step(name: "agents", action: .queue(action)),
        Step(name: "survey", action: .say(Say(prompts: ["thanks"], then: Destination(.hangUp)))),
        Step(name: "sorry", action: .say(Say(prompts: ["sorry"], then: Destination(.hangUp)))),
        Step(name: "goodbye", action: .say(Say(prompts: ["goodbye"], then: Destination(.hangUp)))),
      ], location: .unknown)
    return FlowRelease(flows: [flow], schedules: [], identifier: "r1")
  }

  /// A flow that begins with a transfer, and says how it ended; `busy`, and 0, lead to the agents of the queue.
  static func reaching(
    _ target: TransferAction.Target, callerID: String? = nil, isSupervised: Bool = true
  ) -> FlowRelease {
    func says(_ prompt: PromptName) -> Action { .say(Say(prompts: [prompt], then: Destination(.hangUp))) }
    let transfer = TransferAction(
      target: target, ring: .seconds(30), callerID: callerID, isSupervised: isSupervised,
      answered: Destination(.step("thanks")), busy: Destination(.step("agents")),
      silent: Destination(.step("silent")), refused: Destination(.step("refused")),
      failed: Destination(.step("failed")))
    let flow = Flow(
      name: flow, numbers: ["100"], languages: ["en"], anywhere: [.zero: .go(Destination(.step("agents")))],
      start: "reach", failed: Destination(.step("failed")),
      steps: [
        Step(name: "reach", action: .transfer(transfer)), Step(name: "agents", action: .queue(agents)),
        Step(name: "thanks", action: says("thanks")), Step(name: "silent", action: says("nobody-there")),
        Step(name: "refused", action: says("not-wanted")), Step(name: "failed", action: says("sorry")),
        Step(name: "survey", action: says("thanks")), Step(name: "sorry", action: says("sorry")),
        Step(name: "goodbye", action: says("goodbye")),
      ], location: .unknown)
    return FlowRelease(flows: [flow], schedules: [], identifier: "r1")
  }

  static let agents = QueueAction(
    queue: "support", longestWait: .seconds(600), leave: .init(key: .nine, left: Destination(.step("goodbye"))),
    answered: Destination(.step("survey")), nobody: Destination(.step("sorry")), full: Destination(.step("sorry")),
    timeout: Destination(.step("sorry")))

  /// `agents`, but the call ends when the agent hangs up.
  static var agentsThenHangUp: QueueAction {
    var action = agents
    action.answered = Destination(.hangUp)
    return action
  }

  static let caller = CallerFacts(user: Redacted("+34600000000"), name: Redacted("Eva"), dialled: Redacted("100"))

  static func call(
    _ id: CallID = "c", release: FlowRelease = release(), queue: QueueSettings = queue,
    isHandedOn: Bool = false, features: FeatureKeys = FeatureKeys(), facts: CallerFacts = caller
  ) -> CallMachine {
    CallMachine(
      id: id, facts: facts, release: release, flow: flow, queues: [queue.id: queue], isHandedOn: isHandedOn,
      features: features)
  }
}
