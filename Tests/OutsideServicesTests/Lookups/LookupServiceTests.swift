import CallFlows
import Foundation
import OutsideServices
import Testing

/// Lookups against a real server on this machine.
@Suite(.timeLimit(.minutes(1)))
struct LookupServiceTests {
  private static let fields = [
    LookupField(name: "name", type: .text, path: JSONPath([.member("name")])),
    LookupField(name: "vip", type: .yesNo, path: JSONPath([.member("vip")])),
  ]
  private static let ana = #"{"name": "Ana", "vip": true}"#

  private static func resource(_ port: Int, wait: Duration = .seconds(20)) -> LookupResource {
    LookupResource(
      name: "customer",
      url: LookupTemplate([.literal("http://127.0.0.1:\(port)/customers?phone="), .parameter("phone")]), wait: wait,
      gives: fields)
  }

  private func ask(
    _ resource: LookupResource, limits: LookupService.Limits = .init(), clock: HandClock = HandClock(),
    resolver: HostResolver = .system
  ) async -> LookupResult {
    let service = LookupService(limits: limits, clock: clock, resolver: resolver)
    let result = await service.ask(resource, with: ["phone": .text("+34600111222")], within: nil)
    await service.stop()
    return result
  }

  @Test func whatIsFoundIsReadByItsTypes() async throws {
    try await WebHouse.with { _, _ in
      .json(Self.ana)
    } _: { house, port in
      #expect(await ask(Self.resource(port)) == .found(["name": .text("Ana"), "vip": .yesNo(true)]))
      #expect(house.arrivals.map(\.path) == ["/customers?phone=%2B34600111222"])
      #expect(house.arrivals.first?.fields["accept"] == "application/json")
    }
  }

  @Test func whatIsMissingIsMissing() async throws {
    try await WebHouse.with { _, _ in
      .json("{}", status: 404)
    } _: { _, port in
      #expect(await ask(Self.resource(port)) == .missing)
    }
  }

  @Test func aPostSendsJSON() async throws {
    try await WebHouse.with { _, _ in
      .json("{}")
    } _: { house, port in
      let resource = LookupResource(
        name: "order", method: .post, url: LookupTemplate([.literal("http://127.0.0.1:\(port)/orders")]),
        headers: [LookupHeader(name: "X-Caller", value: LookupTemplate([.parameter("phone")]))],
        body: [LookupMember(name: "number", value: LookupTemplate([.literal("no. "), .parameter("phone")]))],
        wait: .seconds(20))
      #expect(await ask(resource) == .found([:]))
      let arrival = try #require(house.arrivals.first)
      #expect(arrival.method == "POST")
      #expect(String(decoding: arrival.body, as: UTF8.self) == #"{"number":"no. +34600111222"}"#)
      #expect(arrival.fields["content-type"] == "application/json")
      #expect(arrival.fields["x-caller"] == "+34600111222")
    }
  }

  @Test func aServerThatNeverAnswersIsWaitedForAsLongAsItWasSaid() async throws {
    try await WebHouse.with { _, _ in
      await forever()
      return .json(Self.ana)
    } _: { _, port in
      let began = ContinuousClock.now
      let result = await ask(Self.resource(port, wait: .milliseconds(300)))
      #expect(result == .failed("there was no answer within 300 ms"))
      #expect(ContinuousClock.now - began < .seconds(10))
    }
  }

  @Test func anAnswerThatDripsIsNotWaitedForLongerThanTheStepSays() async throws {
    try await WebHouse.with { _, _ in
      WebHouse.Answer(body: Self.ana, drips: true)
    } _: { _, port in
      let service = LookupService(clock: HandClock())
      let result = await service.ask(
        Self.resource(port), with: ["phone": .text("1")], within: .milliseconds(300))
      #expect(result == .failed("there was no answer within 300 ms"))
      await service.stop()
    }
  }

  @Test func aFaultOfTheServerIsTriedAgainAsOftenAsItWasSaid() async throws {
    try await WebHouse.with { _, number in
      number < 2 ? .json("broken", status: 500) : .json(Self.ana)
    } _: { house, port in
      var resource = Self.resource(port)
      resource.retries = 1
      #expect(await ask(resource) == .failed("127.0.0.1 answered with status 500"))
      #expect(house.arrivals.count == 2)
      resource.retries = 2
      #expect(await ask(resource) == .found(["name": .text("Ana"), "vip": .yesNo(true)]))
      #expect(house.arrivals.count == 3)
    }
  }

  @Test func whatCannotBeReachedFails() async throws {
    // A port that nobody has, since this server had it.
    var free = 0
    try await WebHouse.with { _, _ in
      .json("{}")
    } _: { _, port in
      free = port
    }
    let result = await ask(Self.resource(free, wait: .seconds(5)))
    #expect(
      result == .failed("127.0.0.1 cannot be reached, or broke off")
        || result == .failed("there was no answer within 5 s"))
  }

  @Test func anAnswerOfFiftyMegabytesIsNotRead() async throws {
    try await WebHouse.with { _, _ in
      WebHouse.Answer(body: "{", more: 50 << 20)
    } _: { _, port in
      #expect(await ask(Self.resource(port)) == .failed("the answer is longer than 1 MiB"))
    }
  }

  @Test(arguments: [
    (#"{"name": "Ana", "vip": "perhaps"}"#, "`$.vip` in the answer is no yes-no"),
    (#"{"name": {"first": "Ana"}, "vip": true}"#, "`$.name` in the answer is no text"),
    (#"{"name": "Ana"}"#, "the answer has no `$.vip`"),
    (#"{"name": null, "vip": true}"#, "`$.name` in the answer is null"),
    (#"[1, 2]"#, "the answer has no `$.name`"),
    ("<html>", "the answer is no JSON"), ("", "the answer is no JSON"),
    (String(repeating: "[", count: 100_000), "the answer is no JSON"),
  ])
  func anAnswerThatIsNotAsDeclaredFailsInASentence(_ body: String, _ sentence: String) async throws {
    try await WebHouse.with { _, _ in
      .json(body)
    } _: { _, port in
      #expect(await ask(Self.resource(port)) == .failed(sentence))
    }
  }

  @Test func theSameQuestionIsAskedOnceWhileItsAnswerIsGood() async throws {
    try await WebHouse.with { _, _ in
      .json(Self.ana)
    } _: { house, port in
      let clock = HandClock()
      let service = LookupService(limits: .init(), clock: clock, resolver: .system)
      var resource = Self.resource(port)
      resource.cache = .seconds(60)
      for seconds in [0, 59, 1, 0] {
        clock.advance(by: .seconds(seconds))
        _ = await service.ask(resource, with: ["phone": .text("1")], within: nil)
      }
      #expect(house.arrivals.count == 2)
      _ = await service.ask(resource, with: ["phone": .text("2")], within: nil)
      #expect(house.arrivals.count == 3)
      await service.stop()
    }
  }

  @Test func theFiguresSayWhatCameOfLookupsAndHowLongCallersWaited() async throws {
    let clock = HandClock()
    try await WebHouse.with { _, number in
      clock.advance(by: .milliseconds(250))
      return number == 1 ? .json("{}", status: 404) : number == 2 ? .json("nonsense") : .json(Self.ana)
    } _: { _, port in
      let service = LookupService(limits: .init(), clock: clock, resolver: .system)
      var resource = Self.resource(port)
      resource.cache = .seconds(60)
      for phone in ["1", "1", "2", "3"] {
        _ = await service.ask(resource, with: ["phone": .text(phone)], within: nil)
      }
      let gauges = service.gauges
      #expect(gauges.found == 2 && gauges.missing == 1 && gauges.failed == 1)
      #expect(gauges.remembered == 1 && gauges.underWay == 0)
      #expect(gauges.waited == .milliseconds(750))
      await service.stop()
    }
  }

  @Test func aHostThatFailsAgainAndAgainIsLeftAloneForAWhile() async throws {
    try await WebHouse.with { _, number in
      number < 5 ? .json("broken", status: 503) : .json(Self.ana)
    } _: { house, port in
      let clock = HandClock()
      let service = LookupService(limits: .init(), clock: clock, resolver: .system)
      for _ in 0..<5 { _ = await service.ask(Self.resource(port), with: ["phone": .text("1")], within: nil) }
      let refused = await service.ask(Self.resource(port), with: ["phone": .text("1")], within: nil)
      #expect(refused == .failed("127.0.0.1 has failed too often just now, and is not asked for a while"))
      #expect(house.arrivals.count == 5)
      clock.advance(by: .seconds(10))
      let again = await service.ask(Self.resource(port), with: ["phone": .text("1")], within: nil)
      #expect(again == .found(["name": .text("Ana"), "vip": .yesNo(true)]))
      await service.stop()
    }
  }

  @Test func aHostIsAskedNoMoreQuestionsAtOnceThanItIsToBear() async throws {
    try await WebHouse.with { _, _ in
      try? await Task.sleep(for: .milliseconds(50))
      return .json(Self.ana)
    } _: { house, port in
      let service = LookupService(limits: .init(perHost: 2), clock: HandClock(), resolver: .system)
      let found = await withTaskGroup(of: LookupResult.self) { group in
        for number in 0..<12 {
          group.addTask {
            await service.ask(Self.resource(port), with: ["phone": .number(number)], within: nil)
          }
        }
        return await group.reduce(into: 0) { $0 += $1 == .found(["name": .text("Ana"), "vip": .yesNo(true)]) ? 1 : 0 }
      }
      #expect(found == 12)
      #expect(house.mostUnderWay <= 2)
      await service.stop()
    }
  }
}

/// Redirects, against real servers.
@Suite(.timeLimit(.minutes(1)))
struct LookupRedirectTests {
  private static let fields = [LookupField(name: "name", type: .text, path: JSONPath([.member("name")]))]

  private static func resource(_ port: Int, host: String = "127.0.0.1") -> LookupResource {
    LookupResource(
      name: "customer", url: LookupTemplate([.literal("http://\(host):\(port)/start")]),
      headers: [LookupHeader(name: "Authorization", value: LookupTemplate([.literal("Bearer t0ken")]))],
      wait: .seconds(20), gives: fields)
  }

  private func ask(_ resource: LookupResource, allowsPrivate: Bool = false) async -> LookupResult {
    let resolver = HostResolver { host in
      host == "inside.example" ? [InternetAddress("127.0.0.1")].compactMap(\.self) : []
    }
    let service = LookupService(limits: .init(allowsPrivate: allowsPrivate), clock: HandClock(), resolver: resolver)
    let result = await service.ask(resource, with: [:], within: nil)
    await service.stop()
    return result
  }

  @Test func aRedirectOnTheHostThatTheOperatorNamedIsFollowed() async throws {
    try await WebHouse.with { arrival, _ in
      arrival.path == "/start" ? .redirect(to: "/there") : .json(#"{"name": "Ana"}"#)
    } _: { house, port in
      #expect(await ask(Self.resource(port)) == .found(["name": .text("Ana")]))
      #expect(house.arrivals.map(\.path) == ["/start", "/there"])
      #expect(house.arrivals.map { $0.fields["authorization"] } == ["Bearer t0ken", "Bearer t0ken"])
    }
  }

  @Test func threeRedirectsAreFollowedAndNoFourth() async throws {
    try await WebHouse.with { _, number in
      .redirect(to: "/\(number)")
    } _: { house, port in
      #expect(await ask(Self.resource(port)) == .failed("127.0.0.1 redirects more than 3 times"))
      #expect(house.arrivals.count == 4)
    }
  }

  @Test(arguments: [
    "http://169.254.169.254/latest/meta-data", "http://10.0.0.1/", "http://[::1]:80/", "http://[::ffff:10.0.0.1]/",
    "http://inside.example/", "http://localhost./",
  ])
  func aRedirectIntoAPrivateNetworkIsNotFollowed(_ location: String) async throws {
    try await WebHouse.with { _, _ in
      .redirect(to: location)
    } _: { house, port in
      guard case .failed(let sentence) = await ask(Self.resource(port)) else {
        Issue.record("it was followed")
        return
      }
      #expect(sentence.contains("private address") || sentence.contains("is not found"), "\(sentence)")
      #expect(house.arrivals.count == 1)
    }
  }

  @Test func whereItIsAllowedTheCheckedAddressIsAskedWithoutWhatWasMeantForAnother() async throws {
    try await WebHouse.with { _, _ in
      .json(#"{"name": "Eva"}"#)
    } _: { inside, insidePort in
      try await WebHouse.with { _, _ in
        .redirect(to: "http://inside.example:\(insidePort)/x")
      } _: { _, port in
        #expect(await ask(Self.resource(port), allowsPrivate: true) == .found(["name": .text("Eva")]))
        let arrival = try #require(inside.arrivals.first)
        #expect(arrival.path == "/x")
        #expect(arrival.fields["authorization"] == nil)
      }
    }
  }

  @Test func whatWasPostedIsNotHandedToAnotherHost() async throws {
    try await WebHouse.with { _, _ in
      .redirect(to: "http://inside.example/x", status: 307)
    } _: { _, port in
      var resource = Self.resource(port)
      resource.method = .post
      resource.body = [LookupMember(name: "a", value: LookupTemplate([.literal("b")]))]
      #expect(await ask(resource, allowsPrivate: true) == .failed("127.0.0.1 redirects what was sent to another host"))
    }
  }
}
