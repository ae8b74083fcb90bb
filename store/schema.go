package store

import (
	"encoding/binary"
	"encoding/json"
	"errors"
	"fmt"

	bolt "go.etcd.io/bbolt"
)

// Buckets. Times in keys are UnixNano, big endian, as int64 stored in 8 bytes;
// "newest first" means all bits turned over.
var (
	bucketMeta = []byte("meta") // "schema" → version; "seal" → proof of the key

	bucketAccounts    = []byte("accounts")      // login → record of account.Account
	bucketPeople      = []byte("people")        // login → listedPerson, for lists and search
	bucketGroups      = []byte("people_groups") // id → record of account.PeopleGroup
	bucketSessions    = []byte("sessions")      // token hash → record of account.Session
	bucketSessionsOf  = []byte("sessions_of")   // login 0 id → token hash
	bucketSettings    = []byte("settings")      // "server" → record of account.Settings
	bucketConferences = []byte("conferences")   // id → record of conference.Definition
	bucketCIDs        = []byte("cids")          // CID in lower case → id
	bucketFreed       = []byte("cids_freed")    // CID in lower case → time, id
	bucketListed      = []byte("listed")        // login 0 updated (newest first) id → listed; login "*" for all
	bucketListedBy    = []byte("listed_by")     // order 0 launch 0 sorting key, of all conferences → nothing
	bucketCounts      = []byte("listed_counts") // login → conferences listed; login 0 "owner" → rooms and conferences owned; "*" 0 launch → of all

	bucketEvents = []byte("events") // id → bucket: seq → record of conference.Event
	bucketLive   = []byte("live")   // id → sealed live state

	bucketFiles     = []byte("files")      // file id → record of attachment.File
	bucketFilesOf   = []byte("files_of")   // place 0 file id → number of the message in a conversation, if it was sent; else nothing
	bucketFileBytes = []byte("file_bytes") // "c" place or "u" uploader → bytes

	bucketTrunks      = []byte("trunks")       // id → record of trunk
	bucketDevices     = []byte("devices")      // id → record of device
	bucketDevicesOf   = []byte("devices_of")   // login 0 id → words, for lists and search
	bucketDeviceNames = []byte("device_names") // user name → id

	bucketCameras = []byte("cameras") // id → record of cameraEntry

	bucketTemplates     = []byte("templates")      // id → record of templateEntry
	bucketTemplatesOf   = []byte("templates_of")   // login 0 name in lower case, cut 0 id → words
	bucketPersonal      = []byte("personal")       // login → id of the personal room
	bucketContacts      = []byte("contacts")       // id → record of contactEntry
	bucketContactsOf    = []byte("contacts_of")    // owner 0 name 0 id → words and groups
	bucketContactGroups = []byte("contact_groups") // owner 0 id → record of contact.Group

	bucketHistory    = []byte("history")     // login 0 start (newest first) conference id, number → flag, words, record of history.Entry
	bucketHistoryNow = []byte("history_now") // conference id 0 place → what runs, and who is inside

	bucketRegistrants      = []byte("registrants")       // conference id 0 id → record of registrant
	bucketRegistrantList   = []byte("registrants_list")  // conference id 0 created id → words, for lists and search
	bucketRegistrantTokens = []byte("registrant_tokens") // token hash → conference id 0 id
	bucketRegistrantMails  = []byte("registrant_mails")  // conference id 0 e-mail → id
	bucketRegistrantLogins = []byte("registrant_logins") // conference id 0 login → id
	bucketRegistrantCounts = []byte("registrant_counts") // conference id → number

	bucketNotes        = []byte("notes")         // number → sealed note
	bucketLetters      = []byte("letters")       // id → record of post.Letter
	bucketLetterBodies = []byte("letter_bodies") // id → sealed content
	bucketLettersDue   = []byte("letters_due")   // due id → id, of those that wait
	bucketLettersOf    = []byte("letters_of")    // state 0 created (newest first) id → id
	bucketLetterCounts = []byte("letter_counts") // state → number
	bucketLetterKeys   = []byte("letter_keys")   // key → when it was posted
	bucketLetterTexts  = []byte("letter_texts")  // occasion 0 language → record of post.Text
	bucketReplies      = []byte("replies")       // conference id 0 login or address → record of post.Reply

	bucketInstants = []byte("instants") // made, id → nothing, of instant conferences

	bucketTurns = []byte("turns") // end of the nearest meeting, id → nothing, of conferences with a later one
	bucketActs  = []byte("acts")  // time, number (newest first) → record of audit.Act
)

var (
	bucketPlanned    = []byte("planned")     // conference id → record of scheduler.Entry
	bucketPlannedDue = []byte("planned_due") // due, milliseconds, 0 for at once, conference id → nothing
)

// Of conversations.
var (
	bucketConversations    = []byte("conversations")        // id → record of conversation.Conversation
	bucketConversationWith = []byte("conversation_people")  // id 0 place → record of conversation.Member
	bucketConversationText = []byte("conversation_words")   // id → words, for search
	bucketConversationPair = []byte("conversation_pairs")   // login 0 login, sorted → id
	bucketConversationsOf  = []byte("conversations_of")     // login 0 id → when he saw something happen last, if it is in his list
	bucketConversationList = []byte("conversations_listed") // login 0 time (newest first) id → nothing
	bucketConversationNew  = []byte("conversations_unread") // login 0 id → nothing
	bucketMessages         = []byte("messages")             // id 0 number → record of conversation.Message
	bucketMessageKeys      = []byte("message_keys")         // hash of id, login and key → number
	bucketLooseFiles       = []byte("files_loose")          // time, file id → nothing, of files that no message has sent yet
	bucketConversationsEnd = []byte("conversations_end")    // id → nothing, of those that have messages to be removed
)

var (
	keySchema = []byte("schema")
	keySeal   = []byte("seal")
	keyServer = []byte("server")
)

// migrations[i] brings the schema from version i to i+1. They only go forward,
// all missing ones in one transaction.
var migrations = []func(*bolt.Tx) error{
	createBuckets(
		bucketAccounts, bucketPeople, bucketSessions, bucketSessionsOf, bucketSettings,
		bucketConferences, bucketCIDs, bucketFreed, bucketListed, bucketCounts,
		bucketEvents, bucketLive, bucketFiles, bucketFilesOf, bucketFileBytes,
	),
	createBuckets(bucketTrunks, bucketDevices, bucketDevicesOf, bucketDeviceNames),
	createBuckets(bucketCameras),
	createBuckets(bucketTemplates, bucketTemplatesOf, bucketPersonal),
	createBuckets(bucketContacts, bucketContactsOf, bucketContactGroups),
	createBuckets(
		bucketRegistrants, bucketRegistrantList, bucketRegistrantTokens, bucketRegistrantMails, bucketRegistrantLogins,
		bucketRegistrantCounts,
	),
	createBuckets(
		bucketNotes, bucketLetters, bucketLetterBodies, bucketLettersDue, bucketLettersOf, bucketLetterCounts,
		bucketLetterKeys, bucketLetterTexts, bucketReplies,
	),
	createBuckets(bucketHistory, bucketHistoryNow),
	listAnew,
	createBuckets(bucketActs),
	createBuckets(bucketPlanned, bucketPlannedDue),
	listPeopleAnew,
	createBuckets(
		bucketConversations, bucketConversationWith, bucketConversationText, bucketConversationPair, bucketConversationsOf,
		bucketConversationList, bucketConversationNew, bucketMessages, bucketMessageKeys, bucketLooseFiles, bucketConversationsEnd,
	),
	listInstants,
	createBuckets(bucketGroups),
	listAnew, // with orders of all, and who owns what
}

func createBuckets(names ...[]byte) func(*bolt.Tx) error {
	return func(t *bolt.Tx) error {
		for _, name := range names {
			if _, err := t.CreateBucketIfNotExists(name); err != nil {
				return fmt.Errorf("store: bucket %s: %w", name, err)
			}
		}
		return nil
	}
}

// prepare brings the schema up to date and checks the key.
func (s *Store) prepare() error {
	var version int
	var proof []byte
	err := s.db.View(func(t *bolt.Tx) error {
		if meta := t.Bucket(bucketMeta); meta != nil {
			version = int(number(meta.Get(keySchema)))
			proof = append(proof, meta.Get(keySeal)...)
		}
		return nil
	})
	if err != nil {
		return fmt.Errorf("store: %w", err)
	}
	if version > len(migrations) {
		return ErrNewer
	}
	if s.seal, err = openKey(s.dir, proof); err != nil {
		return err
	}
	if version == len(migrations) {
		return nil
	}
	return s.db.Update(func(t *bolt.Tx) error { return s.migrate(t, version) })
}

func (s *Store) migrate(t *bolt.Tx, from int) error {
	meta, err := t.CreateBucketIfNotExists(bucketMeta)
	if err != nil {
		return fmt.Errorf("store: meta: %w", err)
	}
	for v, step := range migrations[from:] {
		if err := step(t); err != nil {
			return fmt.Errorf("store: migration to %d: %w", from+v+1, err)
		}
	}
	if meta.Get(keySeal) == nil {
		if err := meta.Put(keySeal, s.seal.close([]byte("veche"), sealProof)); err != nil {
			return fmt.Errorf("store: meta: %w", err)
		}
	}
	return meta.Put(keySchema, numberKey(uint64(len(migrations))))
}

// record is how values are stored. Version tells a later form from this one.
type record[T any] struct {
	Version int `json:"v"`
	Data    T   `json:"d"`
}

const recordVersion = 1

var errRecord = errors.New("store: record of another version")

func encode[T any](v T) ([]byte, error) {
	raw, err := json.Marshal(record[T]{recordVersion, v})
	if err != nil {
		return nil, fmt.Errorf("store: encode: %w", err)
	}
	return raw, nil
}

func decode[T any](raw []byte) (T, error) {
	var none T
	return decodeOver(raw, none)
}

// decodeOver is decode for a record that may lack parts of what T is today; these
// are then as in base.
func decodeOver[T any](raw []byte, base T) (T, error) {
	r := record[T]{Data: base}
	if err := json.Unmarshal(raw, &r); err != nil {
		return r.Data, fmt.Errorf("store: decode: %w", err)
	}
	if r.Version != recordVersion {
		return r.Data, fmt.Errorf("%w: %d", errRecord, r.Version)
	}
	return r.Data, nil
}

// numberKey and number are 8 bytes, big endian, so that keys sort.
func numberKey(n uint64) []byte { return binary.BigEndian.AppendUint64(nil, n) }

// number reads numberKey; 0 if b is something else.
func number(b []byte) uint64 {
	if len(b) != 8 {
		return 0
	}
	return binary.BigEndian.Uint64(b)
}

// pair joins two parts of a key. The first never has a zero byte.
func pair(first, second string) []byte {
	return append(append([]byte(first), 0), second...)
}
