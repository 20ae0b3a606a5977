import CallControl
import CallFlows
import Logging
import MediaTransport
import SIPTransport
import Timekeeping

/// Everything that a call's driver works with.
final class CallContext: Sendable {
  let clocks: SystemClocks
  let sip: SIPService
  let media: MediaService
  let floor: QueueFloor
  let alarms: AlarmClock
  let roster: AgentRoster
  let registrations: RegistrationArchive
  let shelf: ReleaseShelf
  let schedules: ScheduleDesk
  let recorder: any CallRecorder
  let reception: CallReception
  let dials: DialBook
  let recordings: RecordingKeeper
  let lamps: MessageLamps
  /// Asks resources outside.
  let lookups: any Lookups
  /// Takes messages to people and programs outside.
  let post: MessagePost
  /// Who was asked what, and when.
  let surveys: SurveyBook
  let conversations = ConversationBoard()
  let lastAgents = LastAgents()
  let flowTransfers = FlowTransferBoard()
  let messages: MessageDesk
  let studio: PromptStudio
  let orders: PromptOrders
  let settings: CallSettings
  let logger: Logger

  init(
    clocks: SystemClocks, sip: SIPService, media: MediaService, floor: QueueFloor, alarms: AlarmClock,
    roster: AgentRoster, registrations: RegistrationArchive, shelf: ReleaseShelf, schedules: ScheduleDesk,
    recorder: any CallRecorder,
    reception: CallReception, dials: DialBook, recordings: RecordingKeeper, lamps: MessageLamps,
    lookups: any Lookups, post: MessagePost, surveys: SurveyBook, messages: MessageDesk, studio: PromptStudio,
    orders: PromptOrders, settings: CallSettings, logger: Logger
  ) {
    self.clocks = clocks
    self.sip = sip
    self.media = media
    self.floor = floor
    self.alarms = alarms
    self.roster = roster
    self.registrations = registrations
    self.shelf = shelf
    self.schedules = schedules
    self.recorder = recorder
    self.reception = reception
    self.dials = dials
    self.recordings = recordings
    self.lamps = lamps
    self.lookups = lookups
    self.post = post
    self.surveys = surveys
    self.messages = messages
    self.studio = studio
    self.orders = orders
    self.settings = settings
    self.logger = logger
  }
}
