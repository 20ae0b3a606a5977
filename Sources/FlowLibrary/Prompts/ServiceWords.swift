import CallFlows

/// The service's own words in the languages we ship. A manifest in `Prompts/` overrides them one by one.
enum ServiceWords {
  /// Every service prompt; `nil` for a language we do not ship. `es-419` speaks as `es`.
  static func words(in language: Language) -> [PromptName: PromptWords]? {
    guard let table = tables[PluralRules.base(language)] else { return nil }
    var words: [PromptName: PromptWords] = [:]
    for (prompt, text) in table { words[prompt.name] = try? PromptWords(WordTemplate(text)) }
    return words
  }

  private static let tables = ["en": english, "es": spanish, "pl": polish]

  private static let english: [ServicePrompt: String] = [
    .place: "You are number {place, number} in the queue.",
    .next: "You are next.",
    .wait: "The expected wait, in minutes, is {minutes, number}.",
    .waited: "Minutes waited: {minutes, number}.",
    .keyed: "You keyed",
    .confirm: "If that is right, press 1. To key it again, press 2.",
    .apology: "We are sorry, something went wrong on our side.",
    .wrong: "Sorry, that is not valid.",
    .noFax: "No fax can be received at this number. Goodbye.",
    .oneMoment: "One moment, please.",
    .callbackNumber: "We will call you back at",
    .callbackConfirm: "If that is right, press 1. For another number, press 2.",
    .callbackAnother: "Please key the number at which we can reach you, and then the pound key.",
    .callbackBooked: "Thank you. We will call you back.",
    .notTalking: "The agent is not talking now. You will hear the next conversation.",
    .listening: "Listening.", .whispering: "Whispering.", .joining: "Joining.",
    .recordingPaused: "Recording paused.", .recordingResumed: "Recording again.",
    .zero: "zero", .one: "one", .two: "two", .three: "three", .four: "four", .five: "five", .six: "six",
    .seven: "seven", .eight: "eight", .nine: "nine", .star: "star", .pound: "pound",
    .goodbye: "Goodbye.",
    .messagesAccount: "Please key the number of your phone, and then the pound key.",
    .messagesPIN: "Please key your PIN, and then the pound key.",
    .messagesDenied: "That is not right.",
    .messagesNew: "New messages: {messages, number}.",
    .messagesKept: "Messages in all: {messages, number}.",
    .messagesNone: "You have no messages.",
    .messagesNoNew: "You have no new messages.",
    .messagesNow: "Left just now.",
    .messagesMinutes: "Left {minutes, number} minutes ago.",
    .messagesHours: "Left {hours, number} hours ago.",
    .messagesDays: "Left {days, number} days ago.",
    .messagesFrom: "From",
    .messagesComplaint: "A complaint.",
    .messagesHelp: """
    To hear it again, press 1. For the next message, press 2. To delete it, press 3. To go back, press star. \
    To end, press the pound key.
    """,
    .messagesCallBack: "To call back, press 0.",
    .messagesDelete: "To delete this message, press 1. To keep it, press 2.",
    .messagesDeleted: "The message is deleted.",
    .messagesLost: "This message cannot be played.",
    .messagesNotReached: "Nobody could be reached.",
    .messagesEnd: "There are no more messages.",
    .messagesAgain: "To hear all messages, press 1. To end, press the pound key.",
    .messagesOther: "For the messages of another phone, press star.",
  ]

  private static let spanish: [ServicePrompt: String] = [
    .place: "Su llamada está en el puesto número {place, number} de la cola.",
    .next: "Su llamada es la siguiente.",
    .wait: "La espera prevista, en minutos, es: {minutes, number}.",
    .waited: "Minutos de espera: {minutes, number}.",
    .keyed: "Ha marcado",
    .confirm: "Si es correcto, oprima 1. Para marcarlo de nuevo, oprima 2.",
    .apology: "Lo sentimos, ha ocurrido un problema por nuestra parte.",
    .wrong: "Lo sentimos, eso no es válido.",
    .noFax: "En este número no se reciben faxes. Adiós.",
    .oneMoment: "Un momento, por favor.",
    .callbackNumber: "Le devolveremos la llamada al número",
    .callbackConfirm: "Si es correcto, oprima 1. Para indicar otro número, oprima 2.",
    .callbackAnother: "Marque el número en el que podemos llamarle y después la tecla almohadilla.",
    .callbackBooked: "Gracias. Le devolveremos la llamada.",
    .notTalking: "El agente no está hablando ahora. Oirá la próxima conversación.",
    .listening: "Escucha.", .whispering: "Susurro.", .joining: "Conversación a tres.",
    .recordingPaused: "Grabación en pausa.", .recordingResumed: "La grabación continúa.",
    .zero: "cero", .one: "uno", .two: "dos", .three: "tres", .four: "cuatro", .five: "cinco", .six: "seis",
    .seven: "siete", .eight: "ocho", .nine: "nueve", .star: "asterisco", .pound: "almohadilla",
    .goodbye: "Adiós.",
    .messagesAccount: "Por favor, marque el número de su teléfono y, después, la tecla almohadilla.",
    .messagesPIN: "Por favor, marque su PIN y, después, la tecla almohadilla.",
    .messagesDenied: "No es correcto.",
    .messagesNew: "Mensajes nuevos: {messages, number}.",
    .messagesKept: "Mensajes en total: {messages, number}.",
    .messagesNone: "No tiene mensajes.",
    .messagesNoNew: "No tiene mensajes nuevos.",
    .messagesNow: "Recibido hace un momento.",
    .messagesMinutes: "Recibido hace {minutes, number} minutos.",
    .messagesHours: "Recibido hace {hours, number} horas.",
    .messagesDays: "Recibido hace {days, number} días.",
    .messagesFrom: "De",
    .messagesComplaint: "Una queja.",
    .messagesHelp: """
    Para oírlo de nuevo, oprima 1. Para el mensaje siguiente, oprima 2. Para borrarlo, oprima 3. Para volver, oprima \
    asterisco. Para terminar, oprima la tecla almohadilla.
    """,
    .messagesCallBack: "Para devolver la llamada, oprima 0.",
    .messagesDelete: "Para borrar este mensaje, oprima 1. Para conservarlo, oprima 2.",
    .messagesDeleted: "El mensaje se ha borrado.",
    .messagesLost: "Este mensaje no se puede reproducir.",
    .messagesNotReached: "No se ha podido localizar a nadie.",
    .messagesEnd: "No hay más mensajes.",
    .messagesAgain: "Para oír todos los mensajes, oprima 1. Para terminar, oprima la tecla almohadilla.",
    .messagesOther: "Para los mensajes de otro teléfono, oprima asterisco.",
  ]

  private static let polish: [ServicePrompt: String] = [
    .place: "Twoje miejsce w kolejce ma numer {place, number}.",
    .next: "Twoja rozmowa jest następna.",
    .wait: "Przewidywany czas oczekiwania, w minutach: {minutes, number}.",
    .waited: "Minut oczekiwania: {minutes, number}.",
    .keyed: "Wybrano",
    .confirm: "Jeśli się zgadza, naciśnij 1. Aby wybrać ponownie, naciśnij 2.",
    .apology: "Przepraszamy, wystąpił problem po naszej stronie.",
    .wrong: "Przepraszamy, to nieprawidłowy wybór.",
    .noFax: "Pod tym numerem nie przyjmujemy faksów. Do widzenia.",
    .oneMoment: "Chwileczkę, proszę.",
    .callbackNumber: "Oddzwonimy na numer",
    .callbackConfirm: "Jeśli się zgadza, naciśnij 1. Aby podać inny numer, naciśnij 2.",
    .callbackAnother: "Wybierz numer, pod którym możemy się skontaktować, a następnie naciśnij krzyżyk.",
    .callbackBooked: "Dziękujemy. Oddzwonimy.",
    .notTalking: "Konsultant teraz nie rozmawia. Usłyszysz następną rozmowę.",
    .listening: "Słuchanie.", .whispering: "Podpowiedź.", .joining: "Rozmowa we troje.",
    .recordingPaused: "Nagrywanie wstrzymane.", .recordingResumed: "Nagrywanie trwa.",
    .zero: "zero", .one: "jeden", .two: "dwa", .three: "trzy", .four: "cztery", .five: "pięć", .six: "sześć",
    .seven: "siedem", .eight: "osiem", .nine: "dziewięć", .star: "gwiazdka", .pound: "krzyżyk",
    .goodbye: "Do widzenia.",
    .messagesAccount: "Proszę wybrać numer swojego telefonu, a potem krzyżyk.",
    .messagesPIN: "Proszę wybrać swój PIN, a potem krzyżyk.",
    .messagesDenied: "To się nie zgadza.",
    .messagesNew: "Liczba nowych wiadomości: {messages, number}.",
    .messagesKept: "Liczba wszystkich wiadomości: {messages, number}.",
    .messagesNone: "Nie ma wiadomości.",
    .messagesNoNew: "Nie ma nowych wiadomości.",
    .messagesNow: "Pozostawiono przed chwilą.",
    .messagesMinutes: "Czas od pozostawienia, w minutach: {minutes, number}.",
    .messagesHours: "Czas od pozostawienia, w godzinach: {hours, number}.",
    .messagesDays: "Czas od pozostawienia, w dniach: {days, number}.",
    .messagesFrom: "Od",
    .messagesComplaint: "Reklamacja.",
    .messagesHelp: """
    Aby odsłuchać ponownie, naciśnij 1. Następna wiadomość: naciśnij 2. Aby usunąć, naciśnij 3. Aby wrócić, naciśnij \
    gwiazdkę. Aby zakończyć, naciśnij krzyżyk.
    """,
    .messagesCallBack: "Aby oddzwonić, naciśnij 0.",
    .messagesDelete: "Aby usunąć tę wiadomość, naciśnij 1. Aby ją zachować, naciśnij 2.",
    .messagesDeleted: "Wiadomość została usunięta.",
    .messagesLost: "Tej wiadomości nie można odtworzyć.",
    .messagesNotReached: "Nie udało się nikogo zastać.",
    .messagesEnd: "Nie ma więcej wiadomości.",
    .messagesAgain: "Aby odsłuchać wszystkie wiadomości, naciśnij 1. Aby zakończyć, naciśnij krzyżyk.",
    .messagesOther: "Wiadomości innego telefonu: naciśnij gwiazdkę.",
  ]
}
