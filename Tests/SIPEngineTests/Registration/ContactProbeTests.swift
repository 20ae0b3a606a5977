import SIPEngine
import SIPSyntax
import Testing
import Timekeeping

@Suite("Probing registered contacts (RFC 3261 §11)")
struct ContactProbeTests {
  private static let probing = ContactProbing()
  private static func at(_ seconds: Int) -> Moment { Moment(sinceZero: .seconds(seconds)) }

  /// One line of a timetable: what happens when, what is wanted, and when the machine wants to be woken.
  struct Line: Sendable {
    var at: Int
    var input: ContactProbe.Input
    var effects: [ContactProbe.Effect]
    var next: Int
    var isReachable: Bool
  }

  struct Timetable: CustomTestStringConvertible, Sendable {
    var testDescription: String
    var lines: [Line]
  }

  private static func line(
    _ seconds: Int, _ input: ContactProbe.Input, _ effects: [ContactProbe.Effect], next: Int, there: Bool = true
  ) -> Line {
    Line(at: seconds, input: input, effects: effects, next: next, isReachable: there)
  }

  @Test(arguments: [
    Timetable(
      testDescription: "a phone that answers is asked every half minute",
      lines: [
        line(5, .deadlineReached, [.ask], next: 13), line(6, .answered, [], next: 36),
        line(30, .deadlineReached, [], next: 36), line(36, .deadlineReached, [.ask], next: 44),
      ]),
    Timetable(
      testDescription: "two questions without an answer: unreachable, and asked on",
      lines: [
        line(5, .deadlineReached, [.ask], next: 13), line(13, .deadlineReached, [.ask], next: 21),
        line(21, .deadlineReached, [.lost], next: 51, there: false),
        line(51, .deadlineReached, [.ask], next: 59, there: false),
        line(59, .deadlineReached, [], next: 89, there: false),
        line(89, .deadlineReached, [.ask], next: 97, there: false), line(90, .answered, [.found], next: 120),
      ]),
    Timetable(
      testDescription: "one answer in between, and counting begins anew",
      lines: [
        line(5, .deadlineReached, [.ask], next: 13), line(13, .deadlineReached, [.ask], next: 21),
        line(20, .answered, [], next: 50), line(50, .deadlineReached, [.ask], next: 58),
        line(58, .deadlineReached, [.ask], next: 66),
      ]),
    Timetable(
      testDescription: "a late answer counts",
      lines: [
        line(5, .deadlineReached, [.ask], next: 13), line(13, .deadlineReached, [.ask], next: 21),
        line(21, .deadlineReached, [.lost], next: 51, there: false), line(30, .answered, [.found], next: 60),
      ]),
    Timetable(
      testDescription: "a REGISTER is a sign of life, and does not move the beat",
      lines: [
        line(4, .registered, [], next: 5), line(5, .deadlineReached, [.ask], next: 13),
        line(13, .deadlineReached, [.ask], next: 21), line(14, .registered, [], next: 21),
        line(21, .deadlineReached, [.ask], next: 29), line(29, .deadlineReached, [.lost], next: 59, there: false),
        line(40, .registered, [.found], next: 59), line(59, .deadlineReached, [.ask], next: 67),
      ]),
    Timetable(
      testDescription: "a REGISTER while a phone is asked in vain",
      lines: [
        line(5, .deadlineReached, [.ask], next: 13), line(13, .deadlineReached, [.ask], next: 21),
        line(21, .deadlineReached, [.lost], next: 51, there: false),
        line(51, .deadlineReached, [.ask], next: 59, there: false), line(52, .registered, [.found], next: 59),
        line(59, .deadlineReached, [.ask], next: 67),
      ]),
  ])
  func `Timetable of one contact`(timetable: Timetable) {
    var probe = ContactProbe(Self.probing, first: Self.at(5))
    for line in timetable.lines {
      let effects = probe.handle(line.input, at: Self.at(line.at))
      #expect(effects == line.effects, "at \(line.at)")
      #expect(probe.nextDeadline == Self.at(line.next), "at \(line.at)")
      #expect(probe.isReachable == line.isReachable, "at \(line.at)")
    }
  }

  private static func binding(_ number: Int, _ transport: SIPFlow.Transport = .udp) -> Binding {
    let flow = SIPFlow(
      transport: transport, local: TransportAddress(host: "192.0.2.1", port: 5060),
      remote: TransportAddress(host: "192.0.2.10", port: 5062))
    return Binding(
      contact: SIPURI(user: "201", host: "192.0.2.10", port: UInt16(number % 60_000 + 1)), flow: flow, callID: "c",
      cseq: 1, expires: at(100_000), number: UInt64(number))
  }

  @Test("ten thousand phones that register together are asked evenly, each within half a minute")
  func pacing() {
    var probes = ContactProbes(Self.probing, dice: SessionDice(seed: 3))
    for number in 1...10_000 { _ = probes.update("\(number)", [Self.binding(number)], at: .zero) }
    var asked: Set<String> = []
    var perSecond: [Int: Int] = [:]
    while let due = probes.nextDeadline, due < Self.at(31) {
      for event in probes.reachDeadline(at: due) {
        guard case .ask(let user, let binding) = event else { continue }
        asked.insert(user)
        perSecond[Int(due.sinceZero / .seconds(1)), default: 0] += 1
        _ = probes.noteAnswer(of: binding.number, at: due)
      }
    }
    #expect(asked.count == 10_000)
    #expect((perSecond.values.max() ?? 0) < 500)
  }

  @Test("ten thousand phones known from before a restart are asked soon, at most a thousand in a second")
  func restored() {
    var probes = ContactProbes(Self.probing, dice: SessionDice(seed: 4))
    for number in 1...10_000 {
      _ = probes.update("\(number)", [Self.binding(number)], areRestored: true, at: .zero)
    }
    var moments: [Moment] = []
    while let due = probes.nextDeadline, moments.count < 10_000 {
      for event in probes.reachDeadline(at: due) {
        guard case .ask(_, let binding) = event else { continue }
        moments.append(due)
        _ = probes.noteAnswer(of: binding.number, at: due)
      }
    }
    #expect((moments.last ?? .zero) < Self.at(12))
    #expect(zip(moments, moments.dropFirst()).allSatisfy { $1 - $0 >= Self.probing.pace })
  }

  @Test("an account is unreachable when its last contact falls silent, and reachable with the first that is back")
  func severalContacts() {
    var probes = ContactProbes(
      ContactProbing(interval: .seconds(30), patience: .seconds(8), misses: 1), dice: SessionDice(seed: 5))
    let both = [Self.binding(1), Self.binding(2)]
    #expect(probes.update("201", both, at: .zero) == [])
    var events: [ContactProbesEvent] = []
    while let due = probes.nextDeadline, due < Self.at(45) {
      events += probes.reachDeadline(at: due)
    }
    #expect(events.filter { $0 == .unreachable(user: "201") }.count == 1)
    #expect(both.allSatisfy { !probes.isReachable($0) })
    #expect(probes.noteAnswer(of: 2, at: Self.at(46)) == [.reachable(user: "201", both[1])])
    #expect(probes.noteAnswer(of: 1, at: Self.at(47)) == [])
    #expect(both.allSatisfy(probes.isReachable))
  }

  @Test("when the only contact that answers goes away, the account is unreachable")
  func lastAnsweringContactGoes() {
    var probes = ContactProbes(
      ContactProbing(interval: .seconds(30), patience: .seconds(8), misses: 1), dice: SessionDice(seed: 5))
    _ = probes.update("201", [Self.binding(1), Self.binding(2)], at: .zero)
    while let due = probes.nextDeadline, due < Self.at(45) {
      for case .ask(_, let binding) in probes.reachDeadline(at: due) where binding.number == 2 {
        _ = probes.noteAnswer(of: 2, at: due)
      }
    }
    #expect(!probes.isReachable(Self.binding(1)))
    #expect(probes.update("201", [Self.binding(1)], at: Self.at(46)) == [.unreachable(user: "201")])
    #expect(probes.update("201", [], at: Self.at(47)) == [])
    #expect(probes.nextDeadline == nil)
  }

  @Test("a phone that holds a connection open is not asked, and counts as there")
  func connections() {
    var probes = ContactProbes(Self.probing, dice: SessionDice(seed: 6))
    let binding = Self.binding(1, .tls)
    #expect(probes.update("201", [binding], at: .zero) == [])
    #expect(probes.nextDeadline == nil)
    #expect(probes.isReachable(binding))
  }

  @Test("a phone that is called where it listens for TCP is asked like one with UDP, until it holds a connection")
  func listeningForTCP() {
    var probes = ContactProbes(Self.probing, dice: SessionDice(seed: 6))
    var binding = Self.binding(1, .tcp)
    binding.contact.port = 5062
    #expect(probes.update("201", [binding], at: .zero) == [])
    #expect(probes.nextDeadline != nil)
    binding.flow.remote.port = 40_000
    binding.contact.host = "10.0.0.5"
    #expect(probes.update("201", [binding], at: Self.at(1)) == [])
    #expect(probes.nextDeadline == nil)
  }

  @Test("without probing nobody is asked and everybody is there")
  func off() {
    var probes = ContactProbes(nil, dice: SessionDice(seed: 6))
    #expect(probes.update("201", [Self.binding(1)], at: .zero) == [])
    #expect(probes.nextDeadline == nil)
    #expect(probes.isReachable(Self.binding(1)))
  }
}
