import SIPEngine
import SIPSyntax
import Simulation
import Testing
import Timekeeping

@Suite("Hunt over several targets (RFC 3261 §16.6, §16.7, RFC 3263 §4.3)")
struct TargetHuntTests {
  private typealias Bench = HuntBench

  @Test("the targets of a group ring at once; the first to answer has the call, the others are told so")
  func parallel() {
    var bench = Bench([Bench.group("ABC")])
    #expect(bench.start() == ["start A as 1", "start B as 2", "start C as 3"])
    #expect(bench.event(1, .ringing) == ["* ringing"])
    #expect(bench.event(2, .ringing) == [])
    #expect(
      bench.event(2, .answered(octets("b")))
        == [
          "decided 2", "* reached(192.0.2.1)", "* answered(b)", "1 hangUp(answeredElsewhere)",
          "3 hangUp(answeredElsewhere)",
        ])
    #expect(bench.event(1, .answered(octets("a"))) == [])
    #expect(bench.event(3, .rejected(.requestTerminated)) == [])
    #expect(bench.hunt.nextDeadline == nil)
  }

  @Test("a lower preference gets its turn when all of a higher one have refused")
  func serial() {
    var bench = Bench([Bench.group("AB"), Bench.group("C")])
    _ = bench.start()
    #expect(bench.event(1, .rejected(.busyHere)) == [])
    #expect(bench.event(2, .rejected(.temporarilyUnavailable)) == ["start C as 3"])
    #expect(bench.event(3, .rejected(.requestTimeout)) == ["* rejected(486)"])
    #expect(bench.event(3, .ringing) == [])
  }

  @Test("a group that nobody answers gives way after its ring time, the last one rings on")
  func ringTime() {
    let time = Duration.seconds(10)
    var bench = Bench([Bench.group("A", ringTime: time), Bench.group("B", ringTime: time)])
    _ = bench.start()
    _ = bench.event(1, .ringing, at: 1)
    #expect(bench.hunt.nextDeadline == ms(10_000))
    #expect(bench.handle(.deadlineReached, at: 9) == [])
    #expect(bench.handle(.deadlineReached, at: 10) == ["1 hangUp(normal)", "start B as 2"])
    #expect(bench.hunt.nextDeadline == nil)
    #expect(bench.event(2, .rejected(.notFound), at: 20) == ["* rejected(404)"])
  }

  @Test("a dead server gives way when its patience ends; one that was heard does not")
  func patience() {
    let patience = Duration.seconds(4)
    var bench = Bench([
      Bench.group("A", .afterFailure, patience: patience), Bench.group("B", .afterFailure, patience: patience),
    ])
    _ = bench.start()
    #expect(bench.hunt.nextDeadline == ms(4000))
    #expect(bench.handle(.deadlineReached, at: 4) == ["1 hangUp(normal)", "start B as 2"])
    #expect(bench.hunt.nextDeadline == ms(8000))
    #expect(bench.handle(.heard(2, redirection: []), at: 5) == [])
    #expect(bench.hunt.nextDeadline == nil)
    #expect(bench.handle(.deadlineReached, at: 9) == [])
    #expect(bench.event(1, .answered(octets("late")), at: 10) == [])
    #expect(bench.event(2, .answered(octets("b")), at: 11) == ["decided 2", "* reached(192.0.2.1)", "* answered(b)"])
  }

  /// What the first of two trunks answers, whether it rang before, and whether the second is tried.
  @Test(
    "the next trunk is tried after a failure of the first, not after a word about the person who is called",
    arguments: [
      (503, false, true), (500, true, true), (504, true, true), (408, false, true), (408, true, false),
      (486, true, false), (404, true, false), (480, true, false), (603, true, false), (401, false, true),
      (407, false, true),
      (302, true, false), (430, true, true),
    ])
  func failover(code: Int, hasRung: Bool, goesOn: Bool) {
    var bench = Bench([Bench.group("A", .afterFailure), Bench.group("B", .afterFailure)])
    _ = bench.start()
    _ = bench.handle(.heard(1, redirection: []))
    if hasRung { _ = bench.event(1, .ringing) }
    let lines = bench.event(1, .rejected(StatusCode(rawValue: code)))
    #expect(lines == (goesOn ? ["start B as 2"] : ["* rejected(\(code))"]))
  }

  @Test("a 6xx decides for everybody: nobody else is tried")
  func global() {
    var bench = Bench([Bench.group("AB"), Bench.group("C")])
    _ = bench.start()
    #expect(bench.event(2, .rejected(.decline)) == ["1 hangUp(normal)", "* rejected(603)"])
    #expect(bench.event(1, .rejected(.requestTerminated)) == [])
  }

  /// What the targets answer, and which of it is the answer to the call.
  @Test(
    "the best refusal is told (RFC 3261 §16.7 step 6)",
    arguments: [
      ([404, 503], 404), ([503, 404], 404), ([408, 480], 480), ([480, 486], 486), ([486, 407], 486), ([401, 480], 480),
      ([302, 486], 302),
      ([500, 503], 500), ([503, 500], 503), ([404, 410], 404), ([410, 404], 410), ([408, 487], 408), ([480, 484], 484),
    ])
  func best(codes: [Int], told: Int) {
    var bench = Bench([Bench.group("AB")])
    _ = bench.start()
    let lines = codes.enumerated().flatMap { bench.event($0 + 1, .rejected(StatusCode(rawValue: $1))) }
    #expect(lines == ["* rejected(\(told))"])
  }

  @Test("the owner hears the early media of one branch; of another only when that one is gone")
  func earlyMedia() {
    var bench = Bench([Bench.group("AB")])
    _ = bench.start()
    #expect(bench.event(2, .earlyMedia(octets("b1"))) == ["* reached(192.0.2.1)", "* earlyMedia(b1)"])
    #expect(bench.event(1, .earlyMedia(octets("a1"))) == [])
    #expect(bench.event(2, .earlyMedia(octets("b2"))) == ["* earlyMedia(b2)"])
    #expect(bench.event(2, .rejected(.busyHere)) == [])
    #expect(bench.event(1, .earlyMedia(octets("a2"))) == ["* reached(192.0.2.1)", "* earlyMedia(a2)"])
    #expect(bench.event(1, .answered(octets("a"))) == ["decided 1", "* answered(a)"])
  }

  @Test("hanging up ends every branch, and the call has one last word", arguments: [HangUpReason.normal, .draining])
  func hangUp(reason: HangUpReason) {
    var bench = Bench([Bench.group("AB"), Bench.group("C")])
    _ = bench.start()
    let expected = ["* ended(localHangUp)", "1 hangUp(\(reason))", "2 hangUp(\(reason))"]
    #expect(bench.handle(.command(.hangUp(reason))) == expected)
    #expect(bench.handle(.command(.hangUp(reason))) == [])
    #expect(bench.event(1, .answered(octets("a"))) == [])
    #expect(bench.event(2, .rejected(.requestTerminated)) == [])
  }

  @Test("a command before anybody has answered goes to the branch that is heard, if there is one")
  func commands() {
    var bench = Bench([Bench.group("AB")])
    _ = bench.start()
    #expect(bench.handle(.command(.reoffer(octets("x")))) == [])
    _ = bench.event(2, .earlyMedia(octets("b")))
    #expect(bench.handle(.command(.probe(patience: .seconds(1)))).first?.hasPrefix("2 probe") == true)
  }

  @Test("nobody to try: 480")
  func nobody() {
    var bench = Bench([HuntGroup([], continuation: .afterAnyRefusal)])
    #expect(bench.start() == ["* rejected(480)"])
  }

  @Test("another flow of a phone takes the place of one that failed, not of one that was refused (RFC 5626 §5.3)")
  func spares() {
    let flows = ["A", "B"].map { Bench.target(Character($0), instance: "i") }
    let group = HuntGroup([flows[0], Bench.target("C")], spares: [flows[1]], continuation: .afterAnyRefusal)
    var failing = Bench([group])
    _ = failing.start()
    #expect(failing.event(1, .rejected(.flowFailed)) == ["start B as 3"])
    #expect(failing.event(3, .rejected(.serviceUnavailable)) == [])
    var refusing = Bench([group])
    _ = refusing.start()
    #expect(refusing.event(1, .rejected(.busyHere)) == [])
    #expect(refusing.event(2, .rejected(.serviceUnavailable)) == ["* rejected(486)"])
  }

  // MARK: Redirection

  @Test("a 3xx leads to its best contacts at once and to the others before the next group")
  func redirection() {
    var bench = Bench([Bench.group("AB"), Bench.group("Z")])
    _ = bench.start()
    _ = bench.handle(.heard(1, redirection: [Bench.group("CD"), Bench.group("E")]))
    #expect(bench.event(1, .rejected(.movedTemporarily)) == ["start C as 3", "start D as 4"])
    _ = bench.event(3, .rejected(.busyHere))
    _ = bench.event(4, .rejected(.busyHere))
    #expect(bench.event(2, .rejected(.busyHere)) == ["start E as 5"])
    #expect(bench.event(5, .rejected(.busyHere)) == ["start Z as 6"])
    #expect(bench.event(6, .rejected(.notFound)) == ["* rejected(486)"])
  }

  @Test("a redirection in a circle is a refusal")
  func circle() {
    var bench = Bench([Bench.group("A")])
    _ = bench.start()
    _ = bench.handle(.heard(1, redirection: [Bench.group("B")]))
    #expect(bench.event(1, .rejected(.movedTemporarily)) == ["start B as 2"])
    _ = bench.handle(.heard(2, redirection: [Bench.group("A")]))
    #expect(bench.event(2, .rejected(.movedTemporarily)) == ["* rejected(302)"])
  }

  @Test("a chain of redirections ends after three")
  func chain() {
    var bench = Bench([Bench.group("A")])
    var lines = bench.start()
    for (index, name) in "BCDE".enumerated() {
      _ = bench.handle(.heard(index + 1, redirection: [Bench.group(String(name))]))
      lines += bench.event(index + 1, .rejected(.movedTemporarily))
    }
    #expect(lines == ["start A as 1", "start B as 2", "start C as 3", "start D as 4", "* rejected(302)"])
  }

  @Test("no list of targets makes a call a flood")
  func flood() {
    let names = Array("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz")
    var bench = Bench([Bench.group(String(names[..<30])), Bench.group(String(names[30...]))])
    #expect(bench.start().count == 30)
    var lines: [String] = []
    for number in 1...30 { lines += bench.event(number, .rejected(.busyHere)) }
    #expect(lines == ["start e as 31", "start f as 32"])
    #expect(bench.event(31, .rejected(.busyHere)) + bench.event(32, .rejected(.busyHere)) == ["* rejected(486)"])
  }

  // MARK: Whatever happens

  /// Any responses on any branches in any order, with hang-ups and deadlines in between.
  @Test("whatever the branches do, the call has one last word or one winner, and no branch is left ringing")
  func random() {
    for seed in UInt64(1)...2_000 {
      var chance = SeededGenerator(seed: seed)
      func roll(_ bound: Int) -> Int { Int(chance.next() % UInt64(bound)) }
      let groups = (0..<(1 + roll(3))).map { _ in
        HuntBench.group(
          String("ABCDEF".prefix(1 + roll(4))), roll(2) == 0 ? .afterAnyRefusal : .afterFailure,
          patience: roll(2) == 0 ? .seconds(4) : nil, ringTime: roll(2) == 0 ? .seconds(10) : nil)
      }
      var bench = HuntBench(groups)
      var ringing: Set<Int> = []
      var outcomes: [String] = []
      var hears: Set<Int> = []
      func note(_ lines: [String]) {
        for line in lines {
          let words = line.split(separator: " ").map(String.init)
          if words[0] == "start" { ringing.insert(Int(words[3]) ?? 0) }
          if words[0] == "decided" || line.hasPrefix("* rejected") || line.hasPrefix("* ended") {
            outcomes.append(line)
          }
          if words.count == 2, words[1].hasPrefix("hangUp") { ringing.remove(Int(words[0]) ?? 0) }
        }
      }
      note(bench.start())
      var seconds = 0
      for _ in 0..<60 {
        seconds += roll(3)
        let branch = 1 + roll(10)
        switch roll(8) {
        case 0: note(bench.event(branch, .ringing, at: seconds))
        case 1:
          let lines = bench.event(branch, .earlyMedia(octets("m")), at: seconds)
          if !lines.isEmpty { hears.insert(branch) }
          hears.formIntersection(ringing)
          #expect(hears.count <= 1, "seed \(seed)")
        case 2 where roll(3) == 0 && ringing.contains(branch):
          note(bench.event(branch, .answered(octets("x")), at: seconds))
          if outcomes.last == "decided \(branch)" { ringing.remove(branch) }
        case 3, 4, 5:
          let code = [302, 404, 408, 480, 486, 487, 500, 503, 603][roll(9)]
          guard ringing.remove(branch) != nil else { continue }
          note(bench.event(branch, .rejected(StatusCode(rawValue: code)), at: seconds))
        case 6: note(bench.handle(.heard(branch, redirection: []), at: seconds))
        default: note(bench.handle(.deadlineReached, at: seconds))
        }
      }
      note(bench.handle(.command(.hangUp(.normal)), at: seconds))
      #expect(outcomes.count == 1, "seed \(seed): \(outcomes)")
      #expect(ringing.isEmpty, "seed \(seed): \(ringing)")
      #expect(bench.hunt.nextDeadline == nil, "seed \(seed)")
    }
  }
}
