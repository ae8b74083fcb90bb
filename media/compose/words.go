package compose

// Slate is a picture for when nobody is in it.
type Slate uint8

// The slates.
const (
	SlateAlone     Slate = iota // the receiver is the only one here
	SlateWaiting                // for the moderator to let people in
	SlateOthers                 // for others to come, as a stream shows it before it begins
	SlateRecording              // as a recording shows it
	SlateEnded
)

// words are what is written on pictures in one language.
type words struct {
	away, recording string
	slates          [SlateEnded + 1][2]string // the line, and what is to be known beside it
}

var languages = map[string]*words{
	"en": {
		away: "Reconnecting…", recording: "REC",
		slates: [...][2]string{
			SlateAlone:     {"You are the only one here", "Others appear as soon as they join"},
			SlateWaiting:   {"Waiting to be let in", "The moderator knows that you are here"},
			SlateOthers:    {"Waiting for others", "The picture begins as soon as somebody joins"},
			SlateRecording: {"Nobody is here at the moment", "The recording goes on"},
			SlateEnded:     {"The conference is over", "Thank you for coming"},
		},
	},
	"ru": {
		away: "Восстанавливаем связь…", recording: "ЗАПИСЬ",
		slates: [...][2]string{
			SlateAlone:     {"Пока здесь только вы", "Остальные появятся, как только подключатся"},
			SlateWaiting:   {"Ждём, когда вас впустят", "Модератор уже знает, что вы здесь"},
			SlateOthers:    {"Ждём остальных", "Картинка появится, когда кто-нибудь подключится"},
			SlateRecording: {"Сейчас здесь никого нет", "Запись продолжается"},
			SlateEnded:     {"Конференция завершена", "Спасибо, что были с нами"},
		},
	},
}

func wordsOf(language string) *words {
	if w, ok := languages[language]; ok {
		return w
	}
	return languages["en"]
}
