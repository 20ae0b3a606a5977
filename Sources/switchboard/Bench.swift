import AudioSignal
import CallFlows
import FlowLibrary
import Simulation

extension TrialBench {
  /// A release that checks, with its words and the lengths of its recordings.
  init(_ service: LoadedService) {
    let prompts = service.prompts
    let voice = TrialVoice(
      words: { prompts.words(for: $0) }, recordedLength: { prompts.audio(for: $0)?.duration },
      beep: prompts.beep.duration)
    self.init(release: service.release, queues: service.queues, voice: voice)
  }
}

extension ConfigurationOption {
  /// The release of the configured folders, if it checks; else what is wrong goes to standard error.
  func loadService() throws -> (service: LoadedService, configuration: FlowLibrary.Configuration) {
    let configuration = try load()
    let result = ServiceFiles.load(flows: configuration.flows, prompts: configuration.prompts)
    guard let service = result.service else {
      let errors = result.diagnostics.filter { $0.severity == .error }
      throw Failure.report("the flows and prompts do not check:\n" + result.printer.text(errors))
    }
    return (service, configuration)
  }
}
