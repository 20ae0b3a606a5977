import AudioSignal
import CallFlows
import FlowLibrary
import Foundation
import Testing

struct PromptTests {
  private func library(_ release: FixtureRelease) throws -> PromptLibrary {
    let result = release.load()
    return try #require(result.service, "\(result.printer.text(result.diagnostics))").prompts
  }

  private func place(_ number: Int, _ language: Language) -> PromptReference {
    PromptReference("service-place", in: language, values: ["place": .number(number)])
  }

  struct Spoken: CustomTestStringConvertible, Sendable {
    var prompt: PromptName
    var language: Language
    var value: String
    var number: Int
    var words: String
    var testDescription: String { "\(prompt) \(number) in \(language)" }
  }

  @Test(arguments: [
    Spoken(
      prompt: "service-place", language: "en", value: "place", number: 1,
      words: "You are number one; there is one caller."),
    Spoken(
      prompt: "service-place", language: "en", value: "place", number: 23,
      words: "You are number twenty-three of the callers."),
    Spoken(
      prompt: "service-place", language: "es", value: "place", number: 22,
      words: "Su llamada está en el puesto número veintidós de la cola."),
    Spoken(
      prompt: "service-wait", language: "pl", value: "minutes", number: 1, words: "Czekasz jeszcze jeden minutę."),
    Spoken(
      prompt: "service-wait", language: "pl", value: "minutes", number: 3, words: "Czekasz jeszcze trzy minuty."),
    Spoken(
      prompt: "service-wait", language: "pl", value: "minutes", number: 13,
      words: "Czekasz jeszcze trzynaście minut."),
    Spoken(
      prompt: "service-wait", language: "pl", value: "minutes", number: 22,
      words: "Czekasz jeszcze dwadzieścia dwa minuty."),
    Spoken(
      prompt: "service-wait", language: "pl", value: "minutes", number: 112,
      words: "Czekasz jeszcze sto dwanaście minut."),
  ])
  func aNumberIsSpelledAndDecidesThePluralForm(_ spoken: Spoken) throws {
    let reference = PromptReference(
      spoken.prompt, in: spoken.language, values: [spoken.value: .number(spoken.number)])
    #expect(try library(FixtureRelease()).words(for: reference) == spoken.words)
  }

  @Test func wordsAreTextEvenWhereYAMLWouldSeeATypeAndValuesAreRequired() throws {
    let prompts = try library(FixtureRelease())
    #expect(prompts.words(for: PromptReference("we-are-closed", in: "en")) == "no")
    #expect(prompts.words(for: PromptReference("call-again", in: "en")) == "010")
    #expect(prompts.words(for: PromptReference("service-place", in: "es")) == nil)
    #expect(prompts.words(for: PromptReference("no-such-prompt", in: "es")) == nil)
    #expect(prompts.words(for: PromptReference("goodbye", in: "de")) == nil)
  }

  @Test func keyedTextIsReadAsDigitsAndASecretNever() throws {
    let release = try FixtureRelease()
    try release.write(
      "Prompts/en/prompts.yaml",
      String(contentsOf: release.url("Prompts/en/prompts.yaml"), encoding: .utf8)
        + "service-wait: \"You keyed {minutes, digits}.\"\n")
    let prompts = try library(release)
    func words(_ value: FlowValue) -> String? {
      prompts.words(for: PromptReference("service-wait", in: "en", values: ["minutes": value]))
    }
    #expect(words(.text("407")) == "You keyed four, zero, seven.")
    #expect(words(.text("4a")) == nil)
    #expect(words(.secret("407")) == nil)
  }

  @Test func everyServicePromptHasWordsInTheLanguagesWeShip() throws {
    let prompts = try library(FixtureRelease())
    let values: [String: FlowValue] = [
      "place": .number(2), "minutes": .number(5), "hours": .number(3), "days": .number(4), "messages": .number(6),
    ]
    for language: Language in ["en", "es", "pl"] {
      for prompt in ServicePrompt.allCases {
        let words = prompts.words(for: PromptReference(prompt.name, in: language, values: values))
        #expect(words?.isEmpty == false, "\(prompt) in \(language)")
      }
    }
  }

  @Test func aRecordingOfAValueWinsOverSynthesisAndSynthesisOverNothing() throws {
    var prompts = try library(FixtureRelease())
    #expect(prompts.audio(for: place(3, "en"))?.duration == .milliseconds(125))
    #expect(prompts.audio(for: place(4, "en")) == nil)
    let synthesized = TelephoneAudio(samples: [1, 2, 3])
    prompts.add(synthesized, for: place(3, "en"))
    prompts.add(synthesized, for: place(4, "en"))
    #expect(prompts.audio(for: place(3, "en"))?.duration == .milliseconds(125))
    #expect(prompts.audio(for: place(4, "en")) === synthesized)
    #expect(prompts.audio(for: place(4, "es")) == nil)
  }

  @Test func aRecordingIsDecodedOnceToEightKilohertz() throws {
    let prompts = try library(FixtureRelease())
    let goodbye = try #require(prompts.audio(for: PromptReference("goodbye", in: "en")))
    #expect(goodbye.sampleCount == 2000)
    #expect(prompts.audio(for: PromptReference("goodbye", in: "en")) === goodbye)
    #expect(prompts.audio(for: PromptReference("goodbye", in: "es"))?.sampleCount == 1600)
    #expect(prompts.audio(for: PromptReference("goodbye", in: "pl")) == nil)
  }

  @Test func missingRecordingsAreThoseToBeSynthesized() throws {
    var prompts = try library(FixtureRelease())
    let missing = prompts.missingRecordings
    #expect(missing.contains(PromptReference("goodbye", in: "pl")))
    #expect(!missing.contains(PromptReference("goodbye", in: "en")))
    #expect(!missing.contains { $0.name == "service-place" })
    for reference in missing { prompts.add(.empty, for: reference) }
    #expect(prompts.missingRecordings.isEmpty)

    let places = prompts.missingRecordings(speaking: 1...4).filter { $0.name == "service-place" }
    let expected =
      [1, 2, 4].map { place($0, "en") } + (1...4).map { place($0, "es") } + (1...4).map { place($0, "pl") }
    #expect(places == expected)
  }

  @Test func musicIsTheNamedTuneOrTheBuiltInOne() throws {
    let prompts = try library(FixtureRelease())
    #expect(prompts.music("night-tune").sampleCount == 4000)
    #expect(prompts.music(nil).duration > .seconds(10))
    #expect(prompts.music("no-such-tune") === prompts.music(nil))
  }

  struct BadRecording: CustomTestStringConvertible, Sendable {
    var file: String
    var content: Data
    var sentence: String
    var testDescription: String { file }
  }

  @Test(arguments: [
    BadRecording(file: "en/call-again.wav", content: Data(), sentence: "has no octets in it"),
    BadRecording(file: "en/call-again.wav", content: Data("RIFF".utf8), sentence: "call-again.wav"),
    BadRecording(file: "en/call-again.flac", content: Data(repeating: 7, count: 4000), sentence: "call-again.flac"),
    BadRecording(file: "en/call-again.ogg", content: Data("OggS".utf8), sentence: "call-again.ogg"),
    BadRecording(file: "music/tune.mp3", content: Data(repeating: 0, count: 40), sentence: "tune.mp3"),
  ])
  func aRecordingThatCannotBeDecodedIsAnErrorWithTheFileAndTheRemedy(_ recording: BadRecording) throws {
    let release = try FixtureRelease()
    try release.write("Prompts/\(recording.file)", recording.content)
    let result = release.load()
    #expect(result.hasErrors)
    let errors = result.diagnostics.filter { $0.severity == .error }
    #expect(errors.map(\.rule) == ["bad-recording"])
    let error = try #require(errors.first)
    #expect(error.location.file.hasSuffix("Prompts/" + recording.file))
    #expect(error.sentence.contains(recording.sentence))
    #expect(!error.mend.isEmpty)
  }

  @Test func aTruncatedRecordingIsNoCrash() throws {
    let whole = try Data(contentsOf: FixtureRelease.fixtures.appending(path: "valid/Prompts/en/goodbye.wav"))
    for length in stride(from: 1, to: 44, by: 6) {
      let release = try FixtureRelease()
      try release.write("Prompts/en/goodbye.wav", whole.prefix(length))
      #expect(release.load().hasErrors)
    }
  }

  @Test(arguments: [
    ("Prompts/en/goodbye.flac", "two-recordings"), ("Prompts/en/two words.wav", "bad-name"),
    ("Prompts/music/night-tune.ulaw", "two-recordings"),
  ])
  func aRecordingWithoutAPlaceOfItsOwnIsAnError(_ file: String, _ rule: String) throws {
    let release = try FixtureRelease()
    try release.write(file, Data(repeating: 0xFF, count: 800))
    #expect(release.load().diagnostics.contains { $0.severity == .error && $0.rule == rule })
  }

  @Test(arguments: [
    ("Prompts/en/goodbye.m4a", "ignored-file"), ("Prompts/en/goodbye.3.4.wav", "ignored-file"),
    ("Prompts/en/spare.ulaw", "recording-without-words"), ("Prompts/english/prompts.yaml", "unknown-language"),
  ])
  func aFileThatIsPassedOverIsAWarning(_ file: String, _ rule: String) throws {
    let release = try FixtureRelease()
    try release.write(file, Data(repeating: 0xFF, count: 800))
    let result = release.load()
    #expect(!result.hasErrors)
    #expect(result.diagnostics.contains { $0.rule == rule && $0.severity == .warning })
  }

  @Test func aPromptThatPlaysTooLongIsAWarning() throws {
    let release = try FixtureRelease()
    try release.write("Prompts/en/call-again.ulaw", Data(repeating: 0xFF, count: 8000 * 21))
    let result = release.load()
    #expect(!result.hasErrors)
    #expect(result.diagnostics.contains { $0.rule == "long-prompt" })
  }

  @Test func aPromptThatNoFlowUsesIsAWarning() throws {
    let release = try FixtureRelease()
    try release.write(
      "Prompts/pl/prompts.yaml",
      String(contentsOf: release.url("Prompts/pl/prompts.yaml"), encoding: .utf8) + "spare: Nic.\n")
    let unused = release.load().diagnostics.filter { $0.rule == "unused-prompt" }
    #expect(unused.map(\.sentence) == ["no flow uses the prompt `spare`"])
  }

  @Test func aRecordingOrATuneThatNothingUsesIsAWarning() throws {
    let release = try FixtureRelease()
    for file in ["en/spare.ulaw", "en/call-again.ulaw", "en/service-next.ulaw", "music/spare-tune.ulaw"] {
      try release.write("Prompts/\(file)", Data(repeating: 0xFF, count: 800))
    }
    func unused() -> [String] { release.load().diagnostics.filter { $0.rule == "unused-prompt" }.map(\.sentence) }
    #expect(unused() == ["no flow uses the prompt `spare`", "no queue uses the tune `spare-tune`"])
    try release.write("CallFlows/queues/more.yaml", "queue: more\nmusic: spare-tune\n")
    #expect(unused() == ["no flow uses the prompt `spare`"])
    // What a queue with a mistake would play is not known.
    try release.write("CallFlows/queues/more.yaml", "queue: more\nmusic: spare-tune\nring: soon\n")
    #expect(unused() == ["no flow uses the prompt `spare`"])
  }

  @Test func pluralFormsOfALanguageWithoutRulesAreNeverSpoken() throws {
    let release = try FixtureRelease()
    try release.write(
      "Prompts/fi/prompts.yaml",
      "service-place: {one: \"Paikka {place, number}\", other: \"Paikka {place, number}\"}\n")
    let found = release.load().diagnostics.filter {
      $0.location.file.hasSuffix("fi/prompts.yaml") && $0.rule != "unused-prompt"
    }
    #expect(found.map(\.rule) == ["unused-plural"])
    #expect(found.map(\.severity) == [.warning])
    #expect(found.map(\.sentence) == ["`one` is never spoken: this version knows no plural forms of fi"])
    #expect(found.map(\.location.column) == [17])
  }

  @Test func aLanguageWeDoNotShipNeedsTheServicesWordsToo() throws {
    let release = try FixtureRelease()
    let flow = try String(contentsOf: release.url("CallFlows/front-desk.yaml"), encoding: .utf8)
    try release.write("CallFlows/front-desk.yaml", flow.replacing("[en, es, pl]", with: "[en, es, pl, de]"))
    let english = try String(contentsOf: release.url("Prompts/en/prompts.yaml"), encoding: .utf8)
    try release.write("Prompts/de/prompts.yaml", english.split(separator: "service-place")[0] + "")
    let missing = release.load().diagnostics.filter { $0.rule == "missing-translation" }
    #expect(missing.contains { $0.sentence.contains("service-place") })
    #expect(!missing.contains { $0.sentence.contains("goodbye") })
  }
}
