package api

import (
	"context"
	"net/http"

	"veche/conference/account"
	"veche/conference/attachment"
	"veche/conference/conversation"
	"veche/signaling/auth"
)

// conversationFiles are sent and fetched as those of conferences are.
func (a *API) conversationFiles() {
	const at = "/conversations/{id}/files"
	a.plain(plainOp{
		"POST", at, "Send a file to a conversation: field file of a form; then a message names it, within a day",
		"uploadToConversation", "multipart/form-data", "application/json", false,
	}, a.uploadToConversation)
	a.plain(plainOp{
		"GET", at + "/{file}", "Fetch a file of a conversation", "downloadFromConversation", "", "application/octet-stream", false,
	}, a.downloadFromConversation)
}

// maySendFiles is E7.
func maySendFiles(who auth.Identity) bool { return who.Account.Rights.Has(account.SendFiles) }

// talker finds out who r is, and the conversation in its path, which he is in.
func (a *API) talker(r *http.Request) (who auth.Identity, c conversation.Listed, err error) {
	who, err = a.cfg.Auth.Authenticate(r)
	if err == nil {
		err = allowed(&who, signedIn, r.Method)
	}
	if err != nil {
		return who, c, err
	}
	c, err = a.cfg.Conversations.Conversation(r.Context(), who.Account.Login, conversation.ID(r.PathValue("id")))
	return who, c, err
}

func (a *API) uploadToConversation(w http.ResponseWriter, r *http.Request) {
	who, c, err := a.talker(r)
	if err == nil && !maySendFiles(who) {
		err = errNoSending
	}
	if err == nil {
		err = a.spend(a.messages, who)
	}
	var saved attachment.File
	if err == nil {
		saved, err = a.saveUpload(w, r, filer{in: attachment.InConversation(string(c.ID)), uploader: who.Account.Login})
	}
	if err != nil {
		a.Problem(w, r, err)
		return
	}
	a.writeJSON(w, r, http.StatusCreated, MessageFile{
		ID: saved.ID, Name: saved.Name, Size: saved.Size, Type: saved.Type, URL: conversationFile(c.ID, saved.ID),
	})
}

func (a *API) downloadFromConversation(w http.ResponseWriter, r *http.Request) {
	who, c, err := a.talker(r)
	if err != nil {
		a.Problem(w, r, err)
		return
	}
	f, err := a.fileFor(r.Context(), who, &c, r.PathValue("file"))
	if err != nil {
		a.Problem(w, r, err)
		return
	}
	a.serveFile(w, r, f)
}

// fileFor is a file of a message that who sees, or one that he has sent himself.
func (a *API) fileFor(ctx context.Context, who auth.Identity, c *conversation.Listed, id string) (attachment.File, error) {
	f, err := a.cfg.Files.File(ctx, attachment.InConversation(string(c.ID)), id)
	if err != nil {
		return f, err
	}
	n, err := a.cfg.Conversations.FileMessage(ctx, c.ID, id)
	own := f.Uploader == who.Account.Login
	switch {
	case err != nil:
		return f, err
	case n < c.Member(who.Account.Login).From && (n != 0 || !own):
		return f, attachment.ErrUnknown
	case !own && !who.Account.Rights.Has(account.ReceiveFiles): // E8: one's own always
		return f, errNoReceiving
	}
	return f, nil
}
