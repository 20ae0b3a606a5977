import CallFlows
import Simulation
import Testing
import Timekeeping

@Suite struct TrialDialogueTests {
  private func transcript(_ lines: [String], _ flow: Flow, _ staff: [QueueName: TrialStaff] = [:]) -> [String] {
    var dialogue = TrialDialogue(Bench.call(staff), on: Bench.bench(flow)) { $0 == "30s" ? .seconds(30) : nil }
    var told = dialogue.begin()
    for line in lines where !dialogue.isOver { told += ["> \(line)"] + dialogue.take(line) }
    return told
  }

  private static let desk = Bench.flow(
    [
      ("hello", Bench.say("good-morning", then: "main")),
      ("main", Bench.menu("main-menu", ["1": "order", "2": "person"])),
      ("order", Bench.ask("order-number", keep: "order")),
    ], anywhere: [.star: .repeat])

  @Test func `Words are read, keys are typed, and time passes when somebody says so`() {
    let told = transcript([":keys", "2", "", ":agent leaves"], Self.desk)
    #expect(
      told == [
        "0:00  hears good-morning (en): good morning", "0:00  hears main-menu (en): main menu", "> :keys",
        "  1         → order", "  2         → person", "  *         repeats", "> 2", "0:01  presses 2",
        "0:01  waits in support, place 1, needs language en", "0:01  hears music (the built-in tune)", "> ",
        "0:06  talks with an agent of support", "> :agent leaves", "0:06  the agent hangs up",
        "0:06  hears goodbye (en): goodbye", "0:07  the call ends: the flow hangs up",
      ])
  }

  @Test func `Where nothing happens by itself no time passes`() {
    let told = transcript(["2", "", "", ":agent free", ":hang-up"], Self.desk, ["support": .busy])
    #expect(told.contains("(nothing happens by itself; `:agent free` sends somebody)"))
    #expect(
      told.suffix(4) == [
        "> :agent free", "0:22  talks with an agent of support", "> :hang-up",
        "0:22  the call ends: the caller hangs up in person",
      ])
  }

  @Test func `The record of the way so far can be read`() {
    let told = transcript([":trace"], Self.desk)
    #expect(told.suffix(3) == ["0:00  · step hello (say)", "0:00  · hello → then", "0:00  · step main (menu)"])
  }

  @Test(arguments: [
    (":wait", "(how long? `:wait 30s`, with its unit)"), (":wait 5", "(how long? `:wait 30s`, with its unit)"),
    ("x", "(a telephone has the keys 0-9 * # A-D; :help tells more)"),
    (":kyes", "(there is no :kyes; did you mean `:keys`?)"),
    (":agent", "(`:agent free`, `:agent busy`, `:agent none` or `:agent leaves`)"),
    (":agent free sales", "(there is no queue sales; queues are support)"),
    (":agent leaves", "(the caller is not talking with an agent)"), (":say hello", "(nobody listens to words here)"),
    (":say", "(what does the caller say? `:say My name is Ana`)"),
  ])
  func `What is unclear is one sentence, and nothing happens`(_ typed: String, _ answer: String) {
    #expect(transcript([typed], Self.desk).suffix(2) == ["> \(typed)", answer])
  }

  @Test func `A wait lets everything happen that is due`() {
    let told = transcript([":wait 30s"], Self.desk)
    #expect(told.filter { $0.contains("main-menu") }.count == 2)
    #expect(told.last == "0:19  talks with an agent of support")
  }
}
