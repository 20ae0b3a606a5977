import CallFlows
import OutsideServices
import Testing
import Timekeeping

/// What a caller sends is data, wherever it goes.
struct LookupQuestionTests {
  private static func resource(_ pieces: LookupTemplate.Piece...) -> LookupResource {
    LookupResource(name: "x", url: LookupTemplate(pieces))
  }

  @Test(arguments: [
    ("600", "600"), ("+34 600", "%2B34%20600"), ("a/b?c#d", "a%2Fb%3Fc%23d"), ("../admin", "..%2Fadmin"),
    ("x&admin=1", "x%26admin%3D1"), ("@evil.example", "%40evil.example"),
    ("Łódź\u{0}\r\n", "%C5%81%C3%B3d%C5%BA%00%0D%0A"),
    ("-._~", "-._~"),
  ])
  func aValueInAURLIsEncoded(_ value: String, _ encoded: String) throws {
    let path = Self.resource(.literal("https://crm.example/c/"), .parameter("v"), .literal("/x?q="), .parameter("v"))
    let question = try LookupQuestion(path, ["v": .text(value)])
    #expect(question.url == "https://crm.example/c/\(encoded)/x?q=\(encoded)")
  }

  @Test(arguments: ["", ".", ".."])
  func aValueThatWouldBeAnotherPathIsRefused(_ value: String) throws {
    let path = Self.resource(.literal("https://crm.example/c/"), .parameter("v"))
    #expect(throws: LookupFailure.self) { try LookupQuestion(path, ["v": .text(value)]) }
    let query = Self.resource(.literal("https://crm.example/c?v="), .parameter("v"))
    #expect(try LookupQuestion(query, ["v": .text(value)]).url == "https://crm.example/c?v=\(value)")
  }

  @Test func aHeaderTakesNoLineEndAndTheURLNeedsEveryValue() throws {
    var resource = Self.resource(.literal("https://crm.example/"))
    resource.headers = [LookupHeader(name: "X-Name", value: LookupTemplate([.parameter("v")]))]
    #expect(try LookupQuestion(resource, ["v": .text("Ana")]).headers == [["X-Name", "Ana"]])
    for value in ["a\r\nX-Admin: yes", "a\u{0}", "Łódź"] {
      #expect(throws: LookupFailure.self) { try LookupQuestion(resource, ["v": .text(value)]) }
    }
    #expect(throws: LookupFailure(.badQuestion, "nothing was sent for `v`")) { try LookupQuestion(resource, [:]) }
  }

  @Test func aBodyKeepsKindsAndEncodesText() throws {
    var resource = Self.resource(.literal("https://crm.example/"))
    resource.method = .post
    resource.body = ["n", "y", "t"].map {
      LookupMember(name: $0, value: LookupTemplate([.parameter(VariableName($0))]))
    }
    let question = try LookupQuestion(resource, ["n": .number(7), "y": .yesNo(true), "t": .text("\",\"admin\":\"yes")])
    #expect(
      question.body.map { String(decoding: $0, as: UTF8.self) } == #"{"n":7,"t":"\",\"admin\":\"yes","y":true}"#)
  }
}

/// The answer's values, read by their types.
struct LookupAnswerTests {
  struct Reading: CustomTestStringConvertible, Sendable {
    var type: FlowType
    var json: String
    var value: FlowValue?
    var testDescription: String { "\(type) from \(json)" }
  }

  static let readings = [
    Reading(type: .text, json: #""a\u00e9""#, value: .text("aé")), Reading(type: .text, json: "42", value: .text("42")),
    Reading(type: .text, json: "true", value: nil), Reading(type: .text, json: "[]", value: nil),
    Reading(type: .number, json: "42", value: .number(42)), Reading(type: .number, json: "42.5", value: nil),
    Reading(type: .number, json: #""42""#, value: nil), Reading(type: .number, json: "1e300", value: nil),
    Reading(type: .yesNo, json: "false", value: .yesNo(false)), Reading(type: .yesNo, json: "0", value: nil),
    Reading(type: .money(currency: "EUR"), json: "12.5", value: .money(Money(hundredths: 1250, currency: "EUR"))),
    Reading(type: .money(currency: "EUR"), json: #""-0.05""#, value: .money(Money(hundredths: -5, currency: "EUR"))),
    Reading(type: .money(currency: "EUR"), json: "12.505", value: nil),
    Reading(type: .date, json: #""2026-02-28""#, value: .date(CivilDate(year: 2026, month: 2, day: 28))),
    Reading(type: .date, json: #""2026-02-28T10:00:00Z""#, value: .date(CivilDate(year: 2026, month: 2, day: 28))),
    Reading(type: .date, json: #""2026-02-30""#, value: nil), Reading(type: .date, json: #""28.2.2026""#, value: nil),
    Reading(type: .time, json: #""18:05""#, value: ClockTime(hour: 18, minute: 5).map { .time($0) }),
    Reading(type: .time, json: #""2026-02-28T18:05:59Z""#, value: ClockTime(hour: 18, minute: 5).map { .time($0) }),
    Reading(type: .time, json: #""25:00""#, value: nil), Reading(type: .time, json: #""6pm""#, value: nil),
  ]

  @Test(arguments: readings)
  func aValueIsReadAsItsTypeOrNotAtAll(_ reading: Reading) {
    let path = JSONPath([.member("list"), .element(1), .member("v")])
    let field = LookupField(name: "v", type: reading.type, path: path)
    let json = #"{"list": [0, {"v": \#(reading.json)}]}"#
    let values = try? LookupAnswer.values([field], in: Array(json.utf8))
    #expect(values?["v"] == reading.value)
  }
}

struct InternetAddressTests {
  @Test(arguments: [
    "0.0.0.0", "10.1.2.3", "100.64.0.1", "127.0.0.1", "169.254.169.254", "172.16.0.1", "172.31.255.255", "192.0.0.1",
    "192.168.1.1", "198.18.0.1", "224.0.0.1", "255.255.255.255", "::", "::1", "::ffff:10.0.0.1", "::7f00:1",
    "64:ff9b::a00:1", "2002:a00:1::", "2001::1", "2001:db8::1", "fc00::1", "fd12::1", "fe80::1", "ff02::1",
  ])
  func whatTheInternetCannotReachIsNotPublic(_ text: String) throws {
    let address = try #require(InternetAddress(text))
    #expect(!address.isPublic)
  }

  @Test(arguments: [
    "8.8.8.8", "172.32.0.1", "192.0.1.1", "100.128.0.1", "2606:4700::1", "::ffff:8.8.8.8", "2002:808:808::",
  ])
  func whatItReachesIs(_ text: String) throws {
    let address = try #require(InternetAddress(text))
    #expect(address.isPublic)
  }

  @Test(arguments: ["", "crm.example", "1.2.3", "0x7f.1", "[::1]"])
  func whatIsNoLiteralIsNone(_ text: String) {
    #expect(InternetAddress(text) == nil)
  }
}

struct HostHealthTests {
  private static func at(_ seconds: Int) -> Moment { Moment(sinceZero: .seconds(seconds)) }

  @Test func afterFiveFailuresInARowItRestsAndOneQuestionProbes() {
    var health = HostHealth()
    for _ in 0..<4 { health.failed(at: Self.at(0)) }
    health.answered()
    for second in 0..<5 {
      let mayAsk = health.mayAsk(at: Self.at(second))
      #expect(mayAsk)
      health.failed(at: Self.at(second))
    }
    let timetable = [(5, false), (13, false), (14, true), (15, false), (24, true)]
    for (second, expected) in timetable {
      let mayAsk = health.mayAsk(at: Self.at(second))
      #expect(mayAsk == expected, "at \(second) s")
    }
    health.failed(at: Self.at(25))
    let soon = health.mayAsk(at: Self.at(34))
    let later = health.mayAsk(at: Self.at(35))
    #expect(!soon && later)
    health.answered()
    let well = health.mayAsk(at: Self.at(36))
    #expect(well)
  }
}

struct LookupCacheTests {
  private static func question(_ number: Int) throws -> (LookupResource, LookupQuestion) {
    var resource = LookupResource(
      name: "x", url: LookupTemplate([.literal("https://crm.example/?n="), .parameter("n")]))
    resource.cache = .seconds(number + 1)
    return (resource, try LookupQuestion(resource, ["n": .number(number)]))
  }

  @Test func ofTooManyAnswersTheOneThatEndsFirstGoes() throws {
    var cache = LookupCache(most: 3)
    for number in 0..<4 {
      let (resource, question) = try Self.question(number)
      cache.keep(.found([:]), to: question, of: resource, at: .zero)
    }
    #expect(cache.count == 3)
    let (first, last) = (try Self.question(0), try Self.question(3))
    #expect(cache.answer(to: first.1, of: first.0, at: .zero) == nil)
    #expect(cache.answer(to: last.1, of: last.0, at: .zero) == .found([:]))
  }

  @Test func failuresAreNotKept() throws {
    var cache = LookupCache()
    let (resource, question) = try Self.question(1)
    cache.keep(.failed("no"), to: question, of: resource, at: .zero)
    #expect(cache.count == 0)
    cache.keep(.missing, to: question, of: resource, at: .zero)
    #expect(cache.answer(to: question, of: resource, at: Moment(sinceZero: .seconds(1))) == .missing)
    #expect(cache.answer(to: question, of: resource, at: Moment(sinceZero: .seconds(2))) == nil)
  }
}
