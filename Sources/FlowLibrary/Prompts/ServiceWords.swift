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
    .zero: "zero", .one: "one", .two: "two", .three: "three", .four: "four", .five: "five", .six: "six",
    .seven: "seven", .eight: "eight", .nine: "nine", .star: "star", .pound: "pound",
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
    .zero: "cero", .one: "uno", .two: "dos", .three: "tres", .four: "cuatro", .five: "cinco", .six: "seis",
    .seven: "siete", .eight: "ocho", .nine: "nueve", .star: "asterisco", .pound: "almohadilla",
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
    .zero: "zero", .one: "jeden", .two: "dwa", .three: "trzy", .four: "cztery", .five: "pięć", .six: "sześć",
    .seven: "siedem", .eight: "osiem", .nine: "dziewięć", .star: "gwiazdka", .pound: "krzyżyk",
  ]
}
