import CallFlows
import CallStore
import Exchange
import FlowLibrary
import Foundation
import Timekeeping

/// The schedules as the command line finds them, and what somebody said of them by hand.
struct ScheduleView {
  let configuration: FlowLibrary.Configuration
  let schedules: [Schedule]

  /// Those of the folders; or of the release in place, where somebody went back to it, or the folders do not check.
  init(_ configuration: FlowLibrary.Configuration) throws {
    self.configuration = configuration
    let shelf = ReleaseShelfView(configuration)
    let folders = shelf.folders
    var service: LoadedService?
    if shelf.place?.origin != .back {
      service = ServiceFiles.load(flows: folders.flows, prompts: folders.prompts).service
    }
    let found = try service ?? shelf.load(shelf.place == nil ? ReleaseShelfView.disk : ReleaseShelfView.inPlace)
    schedules = found.release.schedules.values.sorted { $0.name < $1.name }
  }

  func schedule(named name: String) throws -> Schedule {
    if let schedule = schedules.first(where: { $0.name.text == name }) { return schedule }
    let known = schedules.map(\.name.text)
    let mend = Suggestion.mend(for: name, among: known)
    let remedy = mend.isEmpty ? "there are: \(known.joined(separator: ", "))" : mend
    throw Failure.report("there is no schedule \(name); \(known.isEmpty ? "write one into schedules/" : remedy)")
  }

  func standing(of schedule: Schedule, _ overrides: [ScheduleName: ScheduleOverride]) throws -> ScheduleStanding {
    let now = SystemClocks().reading.wall
    guard let standing = ScheduleStanding(schedule, at: now, under: overrides[schedule.name]) else {
      throw Failure.report("there is no time zone \(schedule.timeZone); mend the schedule \(schedule.name)")
    }
    return standing
  }
}

/// What was said of schedules by hand and holds still; nothing where there is no record yet, and none is made.
func scheduleOverrides(_ configuration: FlowLibrary.Configuration) async throws -> [ScheduleName: ScheduleOverride] {
  guard FileManager.default.fileExists(atPath: configuration.data + "/switchboard.sqlite") else { return [:] }
  return try await withStore(configuration) { try await $0.scheduleOverrides(at: SystemClocks().reading.wall) }
}
