import AudioSignal
import CallFlows
import FlowLibrary
import Foundation
import Testing
import _FoundationICU

/// Values in the words of an operator's own prompts.
struct SpokenValueTests {
  private func library(_ language: String, _ manifest: String) throws -> PromptLibrary {
    let release = try FixtureRelease()
    let path = "Prompts/\(language)/prompts.yaml"
    let written = (try? String(contentsOf: release.url(path), encoding: .utf8)) ?? ""
    try release.write(path, written + manifest)
    let result = release.load()
    return try #require(result.service, "\(result.printer.text(result.diagnostics))").prompts
  }

  struct Spoken: CustomTestStringConvertible, Sendable {
    var language: String
    var kind: String
    var value: FlowValue
    var words: String
    var testDescription: String { "\(kind) of \(value) in \(language)" }
  }

  static let spoken = [
    Spoken(language: "en", kind: "number", value: .number(21), words: "twenty-one"),
    Spoken(language: "en", kind: "number", value: .text("21"), words: "twenty-one"),
    Spoken(language: "es", kind: "number feminine", value: .number(21), words: "veintiuna"),
    Spoken(language: "pl", kind: "number feminine", value: .number(2), words: "dwie"),
    Spoken(language: "pl", kind: "number masculine", value: .number(2), words: "dwa"),
    Spoken(language: "cs", kind: "number neuter", value: .number(1), words: "jedno"),
    Spoken(language: "en", kind: "number feminine", value: .number(2), words: "two"),
    Spoken(language: "en", kind: "digits", value: .text("407"), words: "four, zero, seven"),
    Spoken(language: "de", kind: "digits", value: .text("+49 (30) 1-2"), words: "vier, neun, drei, null, eins, zwei"),
    Spoken(
      language: "en", kind: "money EUR", value: .money(Money(hundredths: 1_250, currency: "EUR")),
      words: "twelve euros fifty"),
    Spoken(language: "en", kind: "money EUR", value: .number(1), words: "one euro"),
    Spoken(language: "es", kind: "money EUR", value: .text("21.00"), words: "veintiún euros"),
    Spoken(language: "es", kind: "money GBP", value: .number(21), words: "veintiuna libras esterlinas"),
    Spoken(language: "pl", kind: "money PLN", value: .text("-3.05"), words: "minus trzy złote polskie pięć"),
    Spoken(language: "pl", kind: "money PLN", value: .number(5), words: "pięć złotych polskich"),
    Spoken(language: "en", kind: "money JPY", value: .text("500.00"), words: "five hundred Japanese yen"),
    Spoken(
      language: "en", kind: "date", value: .date(CivilDate(year: 2026, month: 12, day: 26)),
      words: "Saturday, December 26"),
    Spoken(language: "es", kind: "date", value: .text("2026-12-26"), words: "sábado, 26 de diciembre"),
    Spoken(language: "pl", kind: "date year", value: .text("2026-12-26 15:00"), words: "sobota, 26 grudnia 2026"),
    Spoken(language: "en", kind: "time", value: .text("08:05"), words: "8:05 AM"),
    Spoken(language: "es", kind: "time", value: .text("2026-12-26 17:30"), words: "17:30"),
    Spoken(language: "en", kind: "duration", value: .number(150), words: "two minutes and thirty seconds"),
    Spoken(language: "pl", kind: "duration", value: .text("2m"), words: "dwie minuty"),
    Spoken(language: "es", kind: "duration", value: .text("1h"), words: "una hora"),
    Spoken(language: "de", kind: "duration", value: .number(3_665), words: "eine Stunde und eine Minute"),
    Spoken(language: "ru", kind: "duration", value: .number(1_260), words: "двадцать одна минута"),
    Spoken(language: "en", kind: "duration", value: .number(0), words: "zero seconds"),
  ]

  @Test(arguments: spoken)
  func aValueIsSpokenByTheRulesOfItsLanguage(_ spoken: Spoken) throws {
    let prompts = try library(spoken.language, "own: \"{value, \(spoken.kind)}\"\n")
    let reference = PromptReference("own", in: Language(spoken.language), values: ["value": spoken.value])
    #expect(prompts.words(for: reference) == spoken.words)
    #expect(prompts.spokenWords(for: reference) == spoken.words)
  }

  @Test(arguments: [
    ("number", FlowValue.text("a")), ("number", .secret("1")), ("digits", .secret("1")), ("digits", .text("4a")),
    ("digits", .text("")), ("digits", .text("٣")), ("money EUR", .text("12,50")), ("money EUR", .yesNo(true)),
    ("date", .text("2026-02-30")), ("date", .number(20_261_226)), ("time", .text("24:00")),
    ("duration", .text("soon")), ("duration", .number(-1)), ("duration", .number(.max)),
    ("duration", .text("99999999999d")), ("number", .text("99999999999999999999")),
  ])
  func whatCannotBeSpokenSoIsLeftOutAndASecretAlways(_ kind: String, _ value: FlowValue) throws {
    let prompts = try library("en", "own: \"It is {value, \(kind)}!\"\n")
    let reference = PromptReference("own", in: "en", values: ["value": value])
    #expect(prompts.words(for: reference) == nil)
    #expect(prompts.spokenWords(for: reference) == "It is !")
  }

  @Test func aPromptMaySpeakSeveralValuesAndWhatACallHasByItself() throws {
    let prompts = try library(
      "en",
      "own: {one: \"{n, number} parcel for {call.from, digits}\", other: \"{n, number} parcels on {day, date}\"}\n")
    #expect(
      prompts.spokenValues["own"] == [
        SpokenValue(name: "n", kind: .number(nil)), SpokenValue(name: "call.from", kind: .digits),
        SpokenValue(name: "day", kind: .date(withYear: false)),
      ])
    let values: [String: FlowValue] = ["call.from": .text("+1"), "day": .text("2026-12-26")]
    func words(_ number: Int) -> String? {
      prompts.words(
        for: PromptReference("own", in: "en", values: values.merging(["n": .number(number)]) { first, _ in first }))
    }
    #expect(words(1) == "one parcel for one")
    #expect(words(3) == "three parcels on Saturday, December 26")
  }

  static let categories = [
    "en": "one other", "de": "one other", "nl": "one other", "es": "one many other", "it": "one many other",
    "fr": "one many other", "pt": "one many other", "pt-PT": "one many other", "pl": "one few many other",
    "cs": "one few other", "ru": "one few many other", "uk": "one few many other",
  ]

  /// CLDR's own rules, as ICU reads them, are the judge.
  @Test(arguments: categories.keys.sorted())
  func pluralFormsAreThoseOfCLDR(_ language: String) throws {
    let forms = try #require(Self.categories[language]).split(separator: " ")
    let manifest = "own: {\(forms.map { "\($0): \"\($0) {n, number}\"" }.joined(separator: ", "))}\n"
    let prompts = try library(language, manifest)
    var status = U_ZERO_ERROR
    let rules = swift_uplrules_open(language.replacing("-", with: "_"), &status)
    defer { swift_uplrules_close(rules) }
    var buffer = [UInt16](repeating: 0, count: 20)
    for number in Array(0...1_234) + [10_001, 99_999, 1_000_000, 1_000_001, 2_000_000, 3_000_012] {
      let length = swift_uplrules_select(rules, Double(number), &buffer, 20, &status)
      let expected = String(decoding: buffer[0..<Int(length)], as: UTF16.self)
      let reference = PromptReference("own", in: Language(language), values: ["n": .number(number)])
      let words = try #require(prompts.words(for: reference))
      #expect(words.hasPrefix(expected + " "), "\(number) in \(language): \(words)")
    }
  }

  @Test func millionsNeedNoFormOfTheirOwn() throws {
    let prompts = try library("es", "own: {one: \"{n, number} uno\", other: \"{n, number} otros\"}\n")
    let reference = PromptReference("own", in: "es", values: ["n": .number(1_000_000)])
    #expect(prompts.words(for: reference) == "un millón otros")
  }

  private func order(_ digits: String) -> PromptReference {
    PromptReference("own", in: "en", values: ["order": .text(digits)])
  }

  @Test func digitsAreJoinedFromPieces() throws {
    var prompts = try library("en", "own: \"Order {order, digits}, is on its way.\"\n")
    #expect(prompts.missingParts.filter { $0.language == "en" }.map(\.words) == ["Order", ", is on its way."])
    #expect(prompts.joined(order("42")) == nil)
    for part in prompts.missingParts { prompts.add(TelephoneAudio(samples: [1]), for: part) }
    #expect(prompts.missingParts.isEmpty)
    // The digits have no audio yet.
    #expect(prompts.joined(order("42")) == nil)
    for prompt in prompts.missingRecordings { prompts.add(TelephoneAudio(samples: [1, 2]), for: prompt) }
    #expect(prompts.joined(order("42"))?.map(\.sampleCount) == [1, 2, 2, 1])
    #expect(prompts.joined(order("4 2 2"))?.count == 5)
    #expect(prompts.joined(order("4a")) == nil)
    #expect(prompts.joined(order("42"), recorded: true) == nil)
  }

  @Test func recordedPartsGoBeforeSynthesizedOnes() throws {
    let release = try FixtureRelease()
    let path = "Prompts/en/prompts.yaml"
    let written = try String(contentsOf: release.url(path), encoding: .utf8)
    try release.write(path, written + "own: \"Order {order, digits} is on its way.\"\n")
    try release.write("Prompts/en/own.part-1.ulaw", Data(repeating: 0x55, count: 11))
    try release.write("Prompts/en/own.part-2.ulaw", Data(repeating: 0x55, count: 12))
    for digit in 0...9 { try release.write("Prompts/en/service-digit-\(digit).ulaw", Data(repeating: 0x55, count: 5)) }
    let prompts = try #require(release.load().service).prompts
    #expect(prompts.missingParts.isEmpty)
    #expect(prompts.joined(order("407"), recorded: true)?.map(\.sampleCount) == [11, 5, 5, 5, 12])
  }

  @Test func onlyDigitsAreJoined() throws {
    let prompts = try library("en", "own: \"Order {order, digits} of {n, number}\"\n")
    #expect(prompts.missingParts.isEmpty)
    #expect(prompts.joined(order("42")) == nil)
  }

  @Test func aReleaseKnowsWhatItsPromptsSpeakAndIsCheckedForIt() throws {
    let release = try FixtureRelease()
    for language in ["en", "es", "pl"] {
      let path = "Prompts/\(language)/prompts.yaml"
      let written = try String(contentsOf: release.url(path), encoding: .utf8)
      try release.write(path, written + "own: \"{order, digits}\"\n")
    }
    try release.write(
      "CallFlows/tell.yaml",
      """
      flow: tell
      format: 1
      numbers: ["700"]
      languages: [en]
      start: tell
      defaults: {failed: bye}
      steps:
        tell: {say: own, then: bye}
        bye: hang-up
      """)
    let errors = release.load().diagnostics.filter { $0.severity == .error && $0.location.file.hasSuffix("tell.yaml") }
    #expect(errors.map(\.rule) == ["unknown-name"])
    #expect(errors.first?.sentence == "prompt `own` speaks `order`, which nothing keeps or sets")
    #expect(errors.first?.location.line == 8)
  }
}
