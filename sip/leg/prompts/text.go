package prompts

// prompt is one of the table.
type prompt struct {
	name   Name
	cue    cue // what stands for it without a voice
	en, ru string
}

// table has every prompt. Sentences are short, and say first what is the matter and
// then what to do; "hash" is what people call the key, "решётка" likewise.
var table = []prompt{
	{Welcome, ask, "Welcome.", "Здравствуйте."},
	{EnterNumber, ask, "Enter the number of the conference, then press hash.", "Введите номер конференции, затем нажмите решётку."},
	{WrongNumber, bad, "There is no conference with this number.", "Конференции с таким номером нет."},
	{EnterPIN, ask, "Enter the PIN, then press hash.", "Введите пин-код, затем нажмите решётку."},
	{WrongPIN, bad, "That PIN is wrong.", "Неверный пин-код."},
	{TooManyAttempts, bad, "There were too many wrong attempts. Please try again later. Goodbye.", "Слишком много ошибок. Попробуйте, пожалуйста, позже. До свидания."},
	{OneMoment, good, "One moment, please.", "Одну минуту, пожалуйста."},
	{Goodbye, bad, "Goodbye.", "До свидания."},

	{Waiting, ask, "The moderator will let you in soon. Please wait.", "Модератор скоро впустит вас. Пожалуйста, подождите."},
	{Admitted, good, "You are in the conference.", "Вы в конференции."},
	{Alone, good, "You are the first here. Please wait for the others.", "Вы здесь первый участник. Подождите, пожалуйста, остальных."},
	{NotStarted, bad, "The conference has not begun yet. Please call again later.", "Конференция ещё не началась. Позвоните, пожалуйста, позже."},
	{Refused, bad, "The moderator did not let you in.", "Модератор не впустил вас."},
	{Locked, bad, "The conference is locked. Nobody can join at the moment.", "Конференция закрыта для входа."},
	{Full, bad, "The conference is full. Please try again later.", "В конференции нет свободных мест. Попробуйте, пожалуйста, позже."},
	{Ended, bad, "The conference is over. Thank you for coming.", "Конференция завершена. Спасибо, что были с нами."},
	{Removed, bad, "The moderator has ended your call.", "Модератор завершил ваш звонок."},
	{Fault, bad, "Something went wrong here. Please call again.", "У нас что-то сломалось. Позвоните, пожалуйста, ещё раз."},

	{Invited, ask, "You are invited to a conference.", "Вас приглашают в конференцию."},
	{Calling, good, "We are calling. Please wait.", "Звоним. Пожалуйста, подождите."},
	{NoAnswer, bad, "Nobody has answered.", "Никто не ответил."},
	{Busy, bad, "The line is busy.", "Номер занят."},
	{Declined, bad, "The call was declined.", "Звонок отклонён."},
	{Unreachable, bad, "Whom you are calling cannot be reached.", "Дозвониться не удалось."},

	{RecordingOn, good, "This conference is being recorded.", "Конференция записывается."},
	{RecordingOff, good, "The recording has ended.", "Запись окончена."},
	{MicrophoneOff, bad, "Your microphone is off.", "Ваш микрофон выключен."},
	{MicrophoneOn, good, "Your microphone is on.", "Ваш микрофон включён."},
	{HandRaised, good, "Your hand is raised.", "Ваша рука поднята."},
	{HandLowered, bad, "Your hand is lowered.", "Ваша рука опущена."},
	{OnPodium, good, "You are on the podium. Everybody can hear you.", "Вы на трибуне. Вас слышат все."},
	{OffPodium, bad, "You have left the podium.", "Вы покинули трибуну."},
	{EndsSoon, ask, "The conference ends soon.", "Конференция скоро завершится."},
}
