import CallFlows
import Testing
import Timekeeping

struct EndTests {
  static let inputs: [FlowInput] =
    [.started, .playbackEnded(1), .playbackEnded(2), .failed("late"), .callerHungUp, .deadlineReached]
    + Key.allCases.map(FlowInput.key) + QueueOutcome.allCases.map(FlowInput.queue)

  private let flow = desk([
    ("main", .menu("main-menu", ["1": .step("order"), "2": .step("hello"), "3": .step("person")])),
    ("order", .ask("order-number", 2...4, confirm: true, then: .hangUp)), ("hello", .say("hello", then: .hangUp)),
  ])

  @Test(arguments: [
    ("", "main"), ("1", "order"), ("112", "order"), ("1123", "order"), ("2", "hello"), ("3", "person"),
  ])
  func `A hang-up at any moment is one record, and nothing after it`(keys: String, step: String) {
    var phone = Telephone.dialling(flow)
    phone.press(keys)
    #expect(phone.tell(.callerHungUp) == ["· ended left at \(step)"])
    #expect(phone.machine.nextDeadline == nil)
    for input in Self.inputs { #expect(phone.tell(input) == []) }
  }

  @Test func `A hang-up before the flow began is at no step`() {
    var phone = Telephone(flow)
    #expect(phone.tell(.callerHungUp) == ["· ended left at -"])
    #expect(phone.tell(.started) == [])
  }

  @Test func `A hang-up during the apology is the caller's`() {
    var phone = Telephone.dialling(flow)
    phone.tell(.failed("one"))
    phone.tell(.failed("two"))
    #expect(phone.tell(.callerHungUp) == ["· ended left at person"])
  }

  @Test func `The end of the flow comes after its last words`() {
    var phone = Telephone.dialling(flow)
    phone.press("2")
    #expect(phone.hearOut() == ["· outcome hello then", "· ended hung up", "hang up"])
    for input in Self.inputs { #expect(phone.tell(input) == []) }
  }

  @Test func `The description says where a call is, and nothing the caller keyed`() {
    var phone = Telephone.dialling(flow)
    phone.press("191")
    #expect(phone.machine.description == "flow desk · order · listening, try 1")
    phone.tell(.callerHungUp)
    #expect(phone.machine.description == "flow desk · order · ended")
  }
}
