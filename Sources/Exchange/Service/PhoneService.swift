package import FlowLibrary
import Glibc
package import Logging
import AudioSignal
import CallControl
import CallFlows
import CallQueues
import CallStore
import MediaEngine
import MediaTransport
import NameResolution
import OutsideServices
import SDPSessions
import SIPEngine
import SIPTransport
import ServiceLifecycle
import Timekeeping
import UnixSignals
import WebDesk

/// The whole phone service: everything is introduced to everything here, and nowhere else.
package struct PhoneService: Sendable {
  private let configuration: FlowLibrary.Configuration
  private let logger: Logger
  private let store: CallStore
  private let recording: CallRecordingService
  private let registrations: RegistrationKeeper
  private let context: CallContext
  private let retention: RecordingRetention
  private let calls: CallService
  private let desk: DeskServer
  private let resolver: NameResolver
  private let lines: SoundLineService?
  private let lookups: LookupService
  private let post: MessagePost

  /// Where callers dial, which numbers there are, and what an operator should know.
  package let greeting: Greeting

  /// Opens the record, reads the release, and takes every port.
  ///
  /// - Throws: `StartupError` with one sentence and its remedy; then nothing is left open.
  package static func start(
    _ configuration: FlowLibrary.Configuration, logger: Logger
  ) async throws(StartupError) -> PhoneService {
    // Ignored until the service listens to it: a reload that comes too early must not end it.
    signal(SIGHUP, SIG_IGN)
    ProcessLimits.raiseDescriptors()
    do {
      return try await PhoneService(configuration, logger: logger)
    } catch let error as StartupError {
      throw error
    } catch {
      throw .part("\(error)")
    }
  }

  private init(_ configuration: FlowLibrary.Configuration, logger: Logger) async throws {
    self.configuration = configuration
    self.logger = logger
    let clocks = SystemClocks()
    store = try CallStore.open(configuration.data + "/switchboard.sqlite", purpose: .service, logger: logger)
    let lost = try await store.endCallsLeftInProgress(at: clocks.reading.wall)
    if lost > 0 { logger.notice("calls were lost when the service stopped", metadata: ["calls": "\(lost)"]) }
    recording = CallRecordingService(store: store, logger: logger)
    registrations = RegistrationKeeper(store: store, logger: logger)
    let folder = RecordingFolder(data: configuration.data)
    try folder.makeDay(of: clocks.reading.wall)
    try await RecordingSalvage(store: store, folder: folder, logger: logger).run()
    let recordings = RecordingKeeper(folder: folder, store: store, recorder: recording, clocks: clocks, logger: logger)
    retention = RecordingRetention(store: store, folder: folder, clocks: clocks, logger: logger)

    let speech =
      configuration.speechCommand.isEmpty
      ? nil : try SpeechCommand(command: configuration.speechCommand, cache: configuration.data + "/speech")
    let codecs = configuration.media.codecs.compactMap(AudioCodec.init(rawValue:))
    let forms = configuration.audioForms
    let encoded = EncodedAudioFolder(configuration.data + "/audio")
    let shelf = try await ReleaseShelf(
      ReleaseFolders(flows: configuration.flows, prompts: configuration.prompts),
      archive: ReleaseArchive(data: configuration.data),
      reader: ReleaseReader(
        forms: forms, encoded: encoded, recordedWords: RecordedWords.file(data: configuration.data),
        speaker: PromptSpeaker(speech: speech, forms: forms, encoded: encoded, logger: logger), logger: logger),
      clocks: clocks, logger: logger)
    encoded.tidy(at: clocks.reading.wall)
    await speech?.tidy(at: clocks.reading.wall)
    let release = shelf.current
    let schedules = ScheduleDesk(store: store, clocks: clocks, logger: logger)
    await schedules.look()

    let alarms = AlarmClock(clock: MonotonicClock())
    let floor = QueueFloor(
      machine: QueueMachine(queues: Array(release.queues.values), seed: SystemRandomNumberGenerator.seed),
      clocks: clocks, alarms: alarms,
      recorder: recording)
    let lineAccounts = SoundLineService.accounts(of: configuration.audio)
    let roster = AgentRoster(
      store: store, floor: floor, realm: configuration.sip.domain,
      own: lineAccounts.mapValues { $0.digest(in: configuration.sip.domain) }, logger: logger)
    let studio = PromptStudio(data: configuration.data, prompts: configuration.prompts, logger: logger)
    let reception = CallReception(
      firstNumber: SystemRandomNumberGenerator.seed, recorder: recording, recordings: recordings, studio: studio,
      clocks: clocks)
    let media = MediaService(
      configuration: configuration.mediaConfiguration, clock: MonotonicClock(), calendar: CalendarClock(),
      random: SystemRandomNumberGenerator(), logger: logger
    ) { reception.take($1, of: $0) }
    resolver = try NameResolver(
      speaking: configuration.transports, families: configuration.addressFamilies, clock: MonotonicClock(),
      seed: SystemRandomNumberGenerator.seed)
    let sip = SIPService(
      listen: configuration.listeners,
      configuration: try await configuration.endpoint(accounts: roster.accounts()), tls: configuration.tlsFiles,
      clock: MonotonicClock(), random: SystemRandomNumberGenerator(), locator: resolver, calendar: CalendarClock(),
      logger: logger, trace: configuration.traceSettings, lateBeats: { media.gauges().lateBeats }
    ) { reception.take($0) }
    try SoundLineService.check(configuration.audio, beside: roster.agents)
    let archive = RegistrationArchive(keeper: registrations, clocks: clocks)
    let dials = DialBook(store: store, logger: logger)
    sip.restore(dials: try await dials.today(at: clocks.reading.wall))
    lookups = LookupService(
      limits: .init(perHost: configuration.lookups.perHost, allowsPrivate: configuration.lookups.allowsPrivate),
      clock: MonotonicClock())
    post = MessagePost(store: store, settings: configuration.messages, clocks: clocks, logger: logger)
    context = CallContext(
      clocks: clocks, sip: sip, media: media, floor: floor, alarms: alarms, roster: roster, registrations: archive,
      shelf: shelf, schedules: schedules, recorder: recording, reception: reception, dials: dials,
      recordings: recordings,
      lamps: MessageLamps(store: store, logger: logger), lookups: lookups, post: post,
      surveys: SurveyBook(store: store, clocks: clocks, logger: logger),
      messages: MessageDesk(
        store: store, folder: folder, pin: configuration.voicemail.pin, clocks: clocks, logger: logger),
      studio: studio, orders: PromptOrders(store: store, clocks: clocks, logger: logger),
      settings: CallSettings(
        codecs: codecs,
        mostCalls: configuration.calls.atMost, srtp: configuration.srtpDemand, suites: CryptoSuite.spoken,
        handingOnTrunks: Set(configuration.trunks.filter { $0.transfer == .refer }.map(\.name)),
        neighbourhood: Neighbourhood(configuration),
        keysOfTrunks: Dictionary(uniqueKeysWithValues: configuration.trunks.map { ($0.name, KeySource($0.keys)) }),
        keepsRecordings: configuration.recordings.keep, lineTests: configuration.lineTest.numbers,
        voicemail: configuration.voicemail, supervision: configuration.supervise.numbers,
        features: configuration.featureKeys.keys),
      logger: logger)
    calls = CallService(context: context, store: store, drain: configuration.calls.drain)
    desk = DeskServer(
      listen: DeskAddress(host: configuration.desk.host, port: configuration.desk.port),
      board: ServiceBoard(context: context, recording: recording, calls: calls, lookups: lookups), logger: logger)

    lines = try SoundLineService(configuration, accounts: lineAccounts, logger: logger)
    try media.start()
    try await sip.start()
    sip.restore(bindings: archive.bindings(try await store.registrations(at: clocks.reading.wall), over: sip))
    try await desk.start()
    ProcessLimits.keepDescriptorsPrivate()
    greeting = Greeting(
      configuration: configuration, release: release, host: sip.localHost(toward: Greeting.somewhereElse),
      agents: roster.agents.count)
  }

  /// Takes calls until SIGTERM or SIGINT, then lets the calls end, and returns when the record is complete.
  package func run() async throws {
    // Stopped from the last to the first: the record is the last to go.
    var services: [ServiceGroupConfiguration.ServiceConfiguration] = [
      .init(service: RecordService(store: store, recording: recording, registrations: registrations)),
      .init(service: MemoryReturn()),
      .init(service: retention),
      .init(service: post),
      .init(service: desk),
      .init(service: calls),
    ]
    if let lines { services.append(.init(service: lines)) }
    let group = ServiceGroup(
      configuration: ServiceGroupConfiguration(
        services: services, gracefulShutdownSignals: [.sigterm, .sigint], logger: logger))
    try await group.run()
    await lookups.stop()
    resolver.stop()
  }
}
