import { App, Button } from 'antd';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { request } from '@/api/client';
import { query_client } from '@/api/queries';
import { instant_text } from '../fields/day';
import { useProblemText } from '../problem_text';
import { type Comment, comments_query, parts_of } from './comments';
import { Composer } from './composer';

interface CommentEntryProps {
  record: string;
  id: string;
  comment: Comment;
}

export function CommentEntry({ record, id, comment }: CommentEntryProps) {
  const { t } = useTranslation();
  const { message, modal } = App.useApp();
  const problem_text = useProblemText();
  const [editing, set_editing] = useState(false);
  const refresh = () => query_client.invalidateQueries({ queryKey: comments_query(record, id).queryKey });

  async function take_back() {
    const is_sure = await modal.confirm({
      title: t('timeline.take_back_sure'),
      okText: t('timeline.take_back'),
      cancelText: t('app.cancel'),
      okButtonProps: { danger: true, type: 'default' },
    });
    if (!is_sure) return;
    try {
      await request(`/comments/${comment.id}`, { method: 'DELETE' });
      await refresh();
    } catch (error) {
      message.error(problem_text(error));
    }
  }

  return (
    <>
      <p className="history-head">
        <strong>{comment.author.title}</strong>
        <time className="quiet number" dateTime={comment.at}>
          {instant_text(comment.at)}
        </time>
        {comment.edited_at && (
          <span className="quiet" title={instant_text(comment.edited_at)}>
            {t('timeline.edited')}
          </span>
        )}
        {comment.can.change && !editing && (
          <span className="comment-actions">
            <Button type="link" size="small" onClick={() => set_editing(true)}>
              {t('record.edit')}
            </Button>
            <Button type="link" size="small" onClick={() => void take_back()}>
              {t('timeline.take_back')}
            </Button>
          </span>
        )}
      </p>
      {comment.removed && <p className="quiet">{t('timeline.taken_back')}</p>}
      {!comment.removed && !editing && <CommentText comment={comment} />}
      {editing && (
        <Composer
          record={record}
          id={id}
          label={t('timeline.edit')}
          action={t('app.save')}
          initial={comment}
          on_cancel={() => set_editing(false)}
          save={async (text, mentions) => {
            await request(`/comments/${comment.id}`, { method: 'PATCH', body: { text, mentions: mentions.map((one) => one.id) } });
            await refresh();
            set_editing(false);
          }}
        />
      )}
    </>
  );
}

function CommentText({ comment }: { comment: Comment }) {
  return (
    <p className="comment-text long-text">
      {parts_of(comment.text, comment.mentions).map((part, index) =>
        part.is_mention ? (
          <span key={index} className="comment-mention">
            {part.text}
          </span>
        ) : (
          part.text
        ),
      )}
    </p>
  );
}
