package compose

import "veche/conference/camera"

// words are what is written on pictures in one language.
type words struct {
	away, recording string
	slates          [slates][2]string // the line, and what is to be known beside it
	cameras         map[camera.State]cameraWords
}

var languages = map[string]*words{
	"en": {
		away: "Reconnecting…", recording: "REC",
		slates: [...][2]string{
			SlateAlone:           {"You are the only one here", "Others appear as soon as they join"},
			SlateWaiting:         {"Waiting to be let in", "The moderator knows that you are here"},
			SlateOthers:          {"Waiting for others", "The picture begins as soon as somebody joins"},
			SlateRecording:       {"Nobody is here at the moment", "The recording goes on"},
			SlateEnded:           {"The conference is over", "Thank you for coming"},
			SlateConnecting:      {"One moment, please", ""},
			SlateNumber:          {"Enter the conference number", "Then press #. To begin again, press *"},
			SlateWrongNumber:     {"There is no such conference", "Enter the number again, then press #"},
			SlatePIN:             {"Enter the PIN", "Then press #. To begin again, press *"},
			SlateWrongPIN:        {"That PIN is wrong", "Enter the PIN again, then press #"},
			SlateTooManyAttempts: {"Too many wrong attempts", "Please try again later"},
			SlateNotStarted:      {"The conference has not begun", "Please call again later"},
			SlateRefused:         {"The moderator did not let you in", "Please ask who invited you"},
			SlateLocked:          {"The conference is locked", "Nobody can join at the moment"},
			SlateFull:            {"The conference is full", "Please try again later"},
			SlateRemoved:         {"The moderator ended your call", ""},
			SlateCalling:         {"Calling", ""},
			SlateNoAnswer:        {"Nobody answered", "Please try again later"},
			SlateBusy:            {"The line is busy", "Please try again later"},
			SlateDeclined:        {"The call was declined", "Please try again later"},
			SlateUnreachable:     {"Cannot be reached", "Please try again later"},
			SlateFault:           {"Something went wrong here", "Please call again"},
			SlateGoodbye:         {"Goodbye", ""},
		},
		cameras: map[camera.State]cameraWords{
			camera.Connecting:    {"Connecting…", ""},
			camera.NoSignal:      {"No signal", "No signal since %s"},
			camera.WrongPassword: {"Wrong name or password", ""},
			camera.Unreachable:   {"Cannot be reached", "Cannot be reached since %s"},
			camera.NotFound:      {"There is no such stream", ""},
			camera.Unsupported:   {"Its format is not supported", ""},
			camera.Barred:        {"This address is not allowed", ""},
			camera.Failed:        {"Something is wrong", "Something is wrong since %s"},
		},
	},
	"ru": {
		away: "Восстанавливаем связь…", recording: "ЗАПИСЬ",
		slates: [...][2]string{
			SlateAlone:           {"Пока здесь только вы", "Остальные появятся, как только подключатся"},
			SlateWaiting:         {"Ждём, когда вас впустят", "Модератор уже знает, что вы здесь"},
			SlateOthers:          {"Ждём остальных", "Картинка появится, когда кто-нибудь подключится"},
			SlateRecording:       {"Сейчас здесь никого нет", "Запись продолжается"},
			SlateEnded:           {"Конференция завершена", "Спасибо, что были с нами"},
			SlateConnecting:      {"Одну минуту", ""},
			SlateNumber:          {"Введите номер конференции", "Затем нажмите #. Начать заново — *"},
			SlateWrongNumber:     {"Такой конференции нет", "Введите номер ещё раз и нажмите #"},
			SlatePIN:             {"Введите PIN-код", "Затем нажмите #. Начать заново — *"},
			SlateWrongPIN:        {"PIN-код неверный", "Введите PIN-код ещё раз и нажмите #"},
			SlateTooManyAttempts: {"Слишком много ошибок", "Попробуйте позже"},
			SlateNotStarted:      {"Конференция ещё не началась", "Позвоните, пожалуйста, позже"},
			SlateRefused:         {"Модератор не впустил вас", "Свяжитесь с тем, кто вас пригласил"},
			SlateLocked:          {"Конференция закрыта для входа", "Сейчас подключиться нельзя"},
			SlateFull:            {"Все места заняты", "Попробуйте позже"},
			SlateRemoved:         {"Модератор завершил ваш звонок", ""},
			SlateCalling:         {"Звоним", ""},
			SlateNoAnswer:        {"Никто не ответил", "Попробуйте позже"},
			SlateBusy:            {"Занято", "Попробуйте позже"},
			SlateDeclined:        {"Звонок отклонён", "Попробуйте позже"},
			SlateUnreachable:     {"Не удалось дозвониться", "Попробуйте позже"},
			SlateFault:           {"У нас что-то сломалось", "Позвоните, пожалуйста, ещё раз"},
			SlateGoodbye:         {"До свидания", ""},
		},
		cameras: map[camera.State]cameraWords{
			camera.Connecting:    {"Подключаемся…", ""},
			camera.NoSignal:      {"Нет сигнала", "Нет сигнала с %s"},
			camera.WrongPassword: {"Неверное имя или пароль", ""},
			camera.Unreachable:   {"Камера недоступна", "Камера недоступна с %s"},
			camera.NotFound:      {"Такого потока нет", ""},
			camera.Unsupported:   {"Формат не поддерживается", ""},
			camera.Barred:        {"Этот адрес запрещён", ""},
			camera.Failed:        {"Что-то не так", "Что-то не так с %s"},
		},
	},
}

func wordsOf(language string) *words {
	if w, ok := languages[language]; ok {
		return w
	}
	return languages["en"]
}
