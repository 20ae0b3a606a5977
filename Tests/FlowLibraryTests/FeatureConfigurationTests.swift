import FlowLibrary
import Foundation
import Testing

struct FeatureConfigurationTests {
  private func load(_ text: String, _ environment: [String: String] = [:]) throws -> ConfigurationFile.Result {
    let folder = try FixtureRelease(copyingValid: false)
    try folder.write("switchboard.yaml", text)
    return ConfigurationFile.load(file: nil, environment: environment, workingDirectory: folder.root.path)
  }

  @Test func numbersAndKeysAreChosenOneByOneOrLeftOut() throws {
    let read = try #require(
      try load("supervise: {listen: \"*7\", whisper: no}\nfeature-keys: {pause-recording: \"##1\", three-way: no}")
        .configuration)
    #expect(read.supervise.listen == "*7" && read.supervise.whisper == nil && read.supervise.join == "*83")
    #expect(read.featureKeys.pauseRecording == "##1" && read.featureKeys.threeWay == nil)
    let variables = ["SWITCHBOARD_SUPERVISE_JOIN": "no", "SWITCHBOARD_FEATURE_KEYS_PAUSE_RECORDING": "*9"]
    let set = try #require(try load("", variables).configuration)
    #expect(set.supervise.join == nil && set.supervise.listen == "*81")
    #expect(set.featureKeys.pauseRecording == "*9" && set.featureKeys.threeWay == "*3")
  }

  @Test(arguments: [
    ("supervise: {listen: here}", "1:21: error: `listen` must be the beginning of a number to dial"),
    ("supervise: {join: \"\"}", "1:19: error: `join`"),
    ("feature-keys: {pause-recording: 12}", "1:33: error: `pause-recording` must be two to four keys"),
    ("feature-keys: {three-way: \"*\"}", "1:27: error: `three-way` must be two to four keys"),
    (
      "supervise: {listen: \"*8\"}",
      "1:21: error: `listen` and `whisper` cannot be told apart: both begin with *8 [ambiguous-keys]"
    ),
    ("feature-keys: {three-way: \"*1\"}", "1:27: error: `three-way` and `pause-recording` cannot be told apart"),
    ("supervise: {lissen: \"*8\"}", "1:13: error: `supervise` has no key `lissen`"),
  ])
  func whatCannotBeKeyedIsRefusedWithItsPlace(text: String, sentence: String) throws {
    let result = try load(text)
    #expect(result.configuration == nil)
    #expect(result.printer.text(result.diagnostics).hasPrefix("switchboard.yaml:\(sentence)"))
  }
}
