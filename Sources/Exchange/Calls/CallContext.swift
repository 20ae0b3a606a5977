import CallControl
import Logging
import MediaTransport
import SIPTransport
import Timekeeping

/// Everything that a call's driver works with.
struct CallContext: Sendable {
  var clocks: SystemClocks
  var sip: SIPService
  var media: MediaService
  var floor: QueueFloor
  var alarms: AlarmClock
  var roster: AgentRoster
  var registrations: RegistrationArchive
  var shelf: ReleaseShelf
  var recorder: any CallRecorder
  var reception: CallReception
  var settings: CallSettings
  var logger: Logger
}
